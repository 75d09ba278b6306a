package dev.penstock.bench.scenario;

import dev.penstock.bench.figure.Report;
import dev.penstock.bench.machine.Clocked;
import dev.penstock.bench.machine.Clocked.Spent;
import dev.penstock.bench.machine.Program;
import dev.penstock.bench.stack.Stack;
import dev.penstock.local.load.Cores;
import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Requests;
import dev.penstock.local.load.Traffic;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// What the scenarios of one run share.
///
/// @param wanted which scenarios were asked for
/// @param examples file of the webhooks
record Run(Stack stack, Cores cores, Lengths lengths, Wanted wanted, Report report, StageCosts costs, Path examples) {

    /// Upper half of the ids of all events of this run.
    static final long IDS = NumberedEvents.newRun();

    // Each lane has ids of its own; there are 64.
    private static final AtomicInteger LANES = new AtomicInteger();

    static int lane() {
        return LANES.getAndIncrement() % 64;
    }

    /// As many requests as so many connections bring.
    Sample closed(URI server, Requests requests, int connections, Duration time) throws InterruptedException {
        return sample(server, Traffic.closed("bench", requests, connections), time, null);
    }

    /// The same over TLS.
    Sample closed(URI server, SSLContext tls, Requests requests, int connections, Duration time)
            throws InterruptedException {
        return sample(server, Traffic.closed("bench", requests, connections), time, tls);
    }

    /// Requests on schedule, a second so many.
    Sample open(URI server, Requests requests, double rate, int connections, Duration time)
            throws InterruptedException {
        return sample(server, Traffic.open("bench", requests, rate, connections), time, null);
    }

    /// Sends until so many events are accepted, and returns how many are.
    long fill(Requests requests, long events) throws InterruptedException {
        try (LoadRun load = LoadRun.start(stack.edgeUrl(), List.of(Traffic.closed("bench", requests, 8)))) {
            while (load.accepted("bench") * requests.events() < events) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            load.stop();
            return load.accepted("bench") * requests.events();
        }
    }

    /// Lets the compilers of a server do their work before it is measured.
    void warm(String name, Program server, Warming.Load load) throws InterruptedException {
        new Warming(lengths.warm(), report).warm(name, server.vitals(), load);
    }

    /// Rows of all events, as the engine knows without reading.
    long stored() {
        return stack.clickHouse().number("select count() from penstock.events_raw");
    }

    private Sample sample(URI server, Traffic traffic, Duration time, @Nullable SSLContext tls)
            throws InterruptedException {
        Clocked clocked = Clocked.start(stack.processes());
        try (LoadRun load = LoadRun.start(server, List.of(traffic), tls)) {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            return new Sample(
                    load.stop().all(), clocked.stop(), traffic.requests().events());
        }
    }

    /// What a stretch of load came to.
    ///
    /// @param events of a request
    record Sample(Counted counted, Spent spent, int events) {

        double requestsPerSecond() {
            return counted.acceptedPerSecond();
        }

        long accepted() {
            return counted.answers(202);
        }

        long acceptedEvents() {
            return accepted() * events;
        }

        /// Milliseconds that so many of a hundred requests did not exceed.
        double latency(double percentile) {
            return counted.accepted().getValueAtPercentile(percentile) / 1000.0;
        }
    }
}
