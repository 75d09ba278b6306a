package dev.penstock.bench.scenario;

import dev.penstock.bench.corpus.Corpus;
import dev.penstock.bench.figure.Figure;
import dev.penstock.bench.figure.Names;
import dev.penstock.bench.machine.Clocked;
import dev.penstock.bench.machine.Clocked.Spent;
import dev.penstock.bench.scenario.Wanted.Scenario;
import dev.penstock.bench.stack.ClickHouse;
import dev.penstock.bench.stack.Stack;
import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Requests;
import dev.penstock.local.load.Traffic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Everything at once on all cores, the load generator too: from a request to a row that a query finds.
final class WholeStage {

    private static final int EVENTS = 100;
    private static final int SENDERS = 32;
    private static final String LOAD = "load";
    private static final double MILLION = 1e6;
    private static final double MEGABYTE = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Run run;
    private final Stack stack;
    private final ClickHouse clickHouse;
    private final InstantSource clock;
    private final String key;
    private final String probeKey;

    WholeStage(Run run, InstantSource clock) {
        this.run = run;
        this.stack = run.stack();
        this.clickHouse = stack.clickHouse();
        this.clock = clock;
        this.key = stack.keys("whole", 1).getFirst();
        this.probeKey = stack.keys("probe", 1).getFirst();
    }

    void measure() throws InterruptedException {
        if (!run.wanted().hasAny(Scenario.END_TO_END, Scenario.STEADY)) {
            return;
        }
        run.warm(Stack.EDGE, stack.edge(), this::warm);
        run.warm(Stack.WRITER, stack.writer(), this::warm);
        if (run.wanted().has(Scenario.END_TO_END)) {
            double saturated = saturated(
                    "end-to-end, saturated", "saturated", run.lengths().together());
            halfLoad(saturated);
        }
        if (run.wanted().has(Scenario.STEADY)) {
            saturated("steady", "steady", run.lengths().steady());
        }
    }

    private void warm() throws InterruptedException {
        long before = run.stored();
        awaitStored(before + run.fill(events("warm"), run.lengths().chunk()));
    }

    /// As much as it takes; the clock stops when the last event is a row, so what is behind counts against it.
    private double saturated(String scenario, String stream, Duration time) throws InterruptedException {
        stack.edge().vitals().forgetPeak();
        stack.writer().vitals().forgetPeak();
        NumberedEvents events = events(stream);
        long before = run.stored();
        double allocatedByEdge = stack.allocatedByEdge();
        double allocatedByWriter = stack.allocatedByWriter();
        Clocked clocked = Clocked.start(stack.processes());
        Counted counted = LoadRun.of(stack.edgeUrl(), time, List.of(Traffic.closed(LOAD, events, SENDERS)))
                .all();
        long accepted = counted.answers(202) * EVENTS;
        awaitStored(before + accepted);
        Spent spent = clocked.stop();
        double rate = accepted / spent.seconds();
        limit(scenario, rate);
        run.report().alone(scenario, "events accepted per second", "1/s", counted.acceptedPerSecond() * EVENTS);
        spend(scenario, spent, accepted);
        run.report()
                .alone(
                        scenario,
                        Names.OUR_SHARE,
                        "%",
                        100 * (spent.of(Stack.EDGE) + spent.of(Stack.WRITER)) / spent.all());
        run.report().alone(scenario, Names.EDGE_RSS, "MB", stack.edge().vitals().peak() / MEGABYTE);
        run.report()
                .alone(scenario, Names.WRITER_RSS, "MB", stack.writer().vitals().peak() / MEGABYTE);
        run.report().alone(scenario, Names.ALLOCATED, "B", (stack.allocatedByEdge() - allocatedByEdge) / accepted);
        run.report()
                .alone(
                        scenario,
                        "writer: allocated per event",
                        "B",
                        (stack.allocatedByWriter() - allocatedByWriter) / accepted);
        run.report().alone(scenario, "over HTTP per event", "B", (double) events.longest() / EVENTS);
        run.report().alone(scenario, "in Kafka per event", "B", stack.log().bytesPerRecord(Stack.EVENTS));
        run.report()
                .alone(
                        scenario,
                        "in ClickHouse per event",
                        "B",
                        Double.parseDouble(clickHouse.query(
                                "select sum(bytes_on_disk) / sum(rows) from system.parts where active and database = 'penstock'"
                                        + " and table = 'events_raw'")));
        loss(scenario, stream, accepted);
        if (counted.answersBut(202) > 0) {
            run.report().note(scenario + ": refused, by status: " + counted.answers());
        }
        return rate;
    }

    /// On schedule at half of that, and at a twentieth: does ten times the load cost ten times the time?
    private void halfLoad(double saturated) throws InterruptedException {
        String scenario = "end-to-end, half load";
        double idle = cpuPerSecond(idle());
        Spent low = load(saturated / 20, "low", scenario, false);
        Spent half = load(saturated / 2, "half", scenario, true);
        run.report().alone(scenario, Names.GROWTH, "", (cpuPerSecond(half) - idle) / (cpuPerSecond(low) - idle) / 10);
        run.report().alone(scenario, "CPU seconds per second when idle", "s", idle);
    }

    private Spent idle() throws InterruptedException {
        Clocked clocked = Clocked.start(stack.processes());
        TimeUnit.MILLISECONDS.sleep(run.lengths().together().toMillis() / 3);
        return clocked.stop();
    }

    private Spent load(double rate, String stream, String scenario, boolean tell) throws InterruptedException {
        Requests probes = Corpus.clickstream(Run.IDS, Run.lane(), "probe", probeKey, 1, Corpus.SMALL);
        List<Traffic> traffic = List.of(
                Traffic.open(LOAD, events(stream), rate / EVENTS, 4 * SENDERS), Traffic.open("probe", probes, 20, 2));
        long before = run.stored();
        try (Freshness freshness = Freshness.watch(clickHouse, "probe-0", clock)) {
            Clocked clocked = Clocked.start(stack.processes());
            Counted counted;
            long probed;
            try (LoadRun load = LoadRun.start(stack.edgeUrl(), traffic)) {
                TimeUnit.MILLISECONDS.sleep(run.lengths().together().toMillis());
                Spent spent = clocked.stop();
                var results = load.stop();
                counted = results.of(LOAD);
                probed = results.of("probe").answers(202);
                long accepted = counted.answers(202) * EVENTS;
                awaitStored(before + accepted + probed);
                if (tell) {
                    run.report().alone(scenario, Names.EVENTS_PER_SECOND, "1/s", counted.acceptedPerSecond() * EVENTS);
                    run.report().alone(scenario, Names.P50, "ms", millis(counted.accepted(), 50));
                    run.report().alone(scenario, Names.P99, "ms", millis(counted.accepted(), 99));
                    run.report().alone(scenario, Names.P999, "ms", millis(counted.accepted(), 99.9));
                    Histogram seen = freshness.take();
                    run.report().alone(scenario, Names.QUERYABLE_P50, "ms", (double) seen.getValueAtPercentile(50));
                    run.report().alone(scenario, Names.QUERYABLE_P95, "ms", (double) seen.getValueAtPercentile(95));
                    run.report().alone(scenario, Names.QUERYABLE_P99, "ms", (double) seen.getValueAtPercentile(99));
                    spend(scenario, spent, accepted);
                    loss(scenario, stream, accepted);
                }
                return spent;
            }
        }
    }

    private void limit(String scenario, double rate) {
        if (run.costs().isComplete()) {
            double most = run.costs().limit(Runtime.getRuntime().availableProcessors());
            run.report().add(new Figure(scenario, Names.EVENTS_PER_SECOND, "1/s", rate, most, Names.STAGES));
            run.report().note(Names.STAGES + ", per event: " + run.costs());
        } else {
            run.report().alone(scenario, Names.EVENTS_PER_SECOND, "1/s", rate);
        }
    }

    private void spend(String scenario, Spent spent, long events) {
        spent.cpu()
                .forEach((process, seconds) -> run.report()
                        .alone(
                                scenario,
                                process + ": CPU seconds per million events",
                                "s",
                                seconds / events * MILLION));
    }

    private void loss(String scenario, String stream, long accepted) {
        String[] counts = clickHouse
                .query("select count(), uniqExact(event_id) from penstock.events_raw where stream = '" + stream + "'")
                .split("\t", -1);
        long stored = Long.parseLong(counts[0]);
        long unique = Long.parseLong(counts[1]);
        run.report().alone(scenario, "events sent", "events", (double) accepted);
        run.report().alone(scenario, Names.LOST, "events", (double) (Math.abs(accepted - unique) + (stored - unique)));
    }

    private void awaitStored(long rows) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (run.stored() < rows) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("only " + run.stored() + " of " + rows + " rows after " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private NumberedEvents events(String stream) {
        return Corpus.clickstream(Run.IDS, Run.lane(), stream, key, EVENTS, Corpus.SMALL);
    }

    // Of the pipeline: the load generator is not what is asked about.
    private static double cpuPerSecond(Spent spent) {
        return (spent.all() - spent.of(Stack.GENERATOR)) / spent.seconds();
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
