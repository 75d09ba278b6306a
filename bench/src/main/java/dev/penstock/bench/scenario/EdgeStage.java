package dev.penstock.bench.scenario;

import dev.penstock.bench.baseline.BareNetty;
import dev.penstock.bench.baseline.BareWebFlux;
import dev.penstock.bench.baseline.Nginx;
import dev.penstock.bench.baseline.ProducerPerf;
import dev.penstock.bench.baseline.Timing;
import dev.penstock.bench.corpus.Corpus;
import dev.penstock.bench.figure.Names;
import dev.penstock.bench.figure.Rounds;
import dev.penstock.bench.machine.Clocked;
import dev.penstock.bench.machine.Program;
import dev.penstock.bench.scenario.Run.Sample;
import dev.penstock.bench.scenario.StageCosts.Stage;
import dev.penstock.bench.scenario.Wanted.Scenario;
import dev.penstock.bench.stack.Stack;
import dev.penstock.bench.stack.TlsEdge;
import dev.penstock.local.load.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The edge alone on a core, its broker and its senders on the other: what accepting costs, durable in the log.
final class EdgeStage {

    // Each waits for Kafka, five milliseconds of linger at least: fewer would measure how many they are.
    private static final int SINGLE_SENDERS = 512;
    private static final int BATCH_SENDERS = 32;
    private static final Duration TURN = Duration.ofSeconds(4);
    private static final String PERF_TOPIC = "bench-producer-perf";

    private final Run run;
    private final Stack stack;
    private final String key;

    EdgeStage(Run run) {
        this.run = run;
        this.stack = run.stack();
        this.key = stack.keys("edge", 1).getFirst();
    }

    void measure() throws InterruptedException {
        if (run.wanted().has(Scenario.SINGLE)) {
            single();
        }
        if (run.wanted().has(Scenario.BATCHES)) {
            batchesBesideProducer();
        }
        if (run.wanted().has(Scenario.SIZES)) {
            for (int events : List.of(10, 1_000)) {
                plain("batch-" + events, clickstream(events, Corpus.SMALL), BATCH_SENDERS);
            }
            plain("batch-100 of 5 kB", clickstream(100, Corpus.LARGE), BATCH_SENDERS);
            plain("single of 5 kB", clickstream(1, Corpus.LARGE), SINGLE_SENDERS);
            plain("webhooks", Corpus.webhooks("bench", key, run.examples()), SINGLE_SENDERS);
        }
        if (run.wanted().has(Scenario.ENCODINGS)) {
            plain("batch-100, gzip", Corpus.packed("bench", key, 100, Corpus.SMALL, "gzip"), BATCH_SENDERS);
            plain("batch-100, zstd", Corpus.packed("bench", key, 100, Corpus.SMALL, "zstd"), BATCH_SENDERS);
        }
        if (run.wanted().has(Scenario.ORGANIZATIONS)) {
            organizations();
        }
        if (run.wanted().has(Scenario.TLS)) {
            tls();
        }
    }

    /// Beside bare handlers that take the same requests and do nothing.
    private void single() throws InterruptedException {
        Requests requests = clickstream(1, Corpus.SMALL);
        Map<String, Server> servers = new LinkedHashMap<>();
        servers.put(Stack.EDGE, edge());
        List<Program> started = new ArrayList<>();
        try {
            servers.put(Names.BARE_NETTY, bare(BareNetty.class, started));
            servers.put(Names.BARE_WEBFLUX, bare(BareWebFlux.class, started));
            if (Nginx.isThere()) {
                servers.put(Names.NGINX, nginx(started));
            } else {
                run.report().note("nginx: not measured, there is none on the PATH");
            }
            Map<String, Rounds> rates = new LinkedHashMap<>();
            Map<String, Rounds> perCpu = new LinkedHashMap<>();
            for (Map.Entry<String, Server> server : servers.entrySet()) {
                warm(server.getKey(), server.getValue(), requests, SINGLE_SENDERS);
            }
            double allocated = stack.allocatedByEdge();
            long events = 0;
            for (int round = 0; round < run.lengths().rounds(); round++) {
                for (Map.Entry<String, Server> server : servers.entrySet()) {
                    Clocked cpu = Clocked.start(
                            Map.of("server", server.getValue().program().vitals()));
                    Sample sample = run.closed(
                            server.getValue().url(),
                            requests,
                            SINGLE_SENDERS,
                            run.lengths().step());
                    add(rates, server.getKey(), sample.requestsPerSecond());
                    add(perCpu, server.getKey(), sample.accepted() / cpu.stop().of("server"));
                    events += server.getKey().equals(Stack.EDGE) ? sample.acceptedEvents() : 0;
                }
            }
            allocated = stack.allocatedByEdge() - allocated;
            for (String name : servers.keySet()) {
                if (!name.equals(Stack.EDGE)) {
                    beside("single", Names.REQUESTS_PER_SECOND, "1/s", rates, name);
                    beside("single", Names.REQUESTS_PER_CPU_SECOND, "1/s", perCpu, name);
                }
            }
            run.report().alone("single", Names.ALLOCATED, "B", allocated / events);
            latency("single", requests, 0.5 * of(rates, Stack.EDGE).median(), SINGLE_SENDERS);
        } finally {
            started.forEach(Program::close);
        }
    }

    /// A hundred events a request, beside kafka-producer-perf-test on the same broker and core.
    private void batchesBesideProducer() throws InterruptedException {
        Requests requests = clickstream(100, Corpus.SMALL);
        Path lines = stack.folder().resolve("lines");
        try {
            Files.write(lines, Corpus.lines(5_000, Corpus.SMALL));
        } catch (IOException e) {
            throw new UncheckedIOException("no file for the producer's records", e);
        }
        stack.log().create(PERF_TOPIC, 3, Map.of("retention.bytes", "268435456", "segment.bytes", "67108864"));
        List<Program> started = new ArrayList<>();
        try {
            Server netty = bare(BareNetty.class, started);
            warm(Stack.EDGE, edge(), requests, BATCH_SENDERS);
            warm(Names.BARE_NETTY, netty, requests, BATCH_SENDERS);
            Rounds rate = new Rounds();
            Rounds perCpu = new Rounds();
            Rounds http = new Rounds();
            Rounds generator = new Rounds();
            Rounds perfRate = new Rounds();
            Rounds perf = new Rounds();
            Rounds broker = new Rounds();
            double allocated = stack.allocatedByEdge();
            long events = 0;
            for (int round = 0; round < run.lengths().rounds(); round++) {
                Sample ours = run.closed(
                        stack.edgeUrl(), requests, BATCH_SENDERS, run.lengths().step());
                rate.add(ours.requestsPerSecond() * 100);
                perCpu.add(ours.acceptedEvents() / ours.spent().of(Stack.EDGE));
                events += ours.acceptedEvents();
                Clocked cpu = Clocked.start(Map.of("server", netty.program().vitals()));
                Sample bare = run.closed(
                        netty.url(), requests, BATCH_SENDERS, run.lengths().step());
                http.add(cpu.stop().of("server") / bare.acceptedEvents());
                generator.add(bare.spent().of(Stack.GENERATOR) / bare.acceptedEvents());
                Clocked ofBroker =
                        Clocked.start(Map.of(Stack.BROKER, stack.broker().vitals()));
                Timing timing = producerPerf(lines, round);
                broker.add(ofBroker.stop().of(Stack.BROKER) / (2 * timing.records()));
                perfRate.add(timing.perSecond());
                perf.add(timing.perCpuSecond());
            }
            allocated = stack.allocatedByEdge() - allocated;
            run.report().beside("batch-100", Names.EVENTS_PER_SECOND, "1/s", rate, perfRate, Names.PRODUCER_PERF);
            run.report().beside("batch-100", Names.EVENTS_PER_CPU_SECOND, "1/s", perCpu, perf, Names.PRODUCER_PERF);
            run.report().alone("batch-100", Names.ALLOCATED, "B", allocated / events);
            run.costs().put(Stage.HTTP, http.median());
            run.costs().put(Stage.GENERATOR, generator.median());
            run.costs().put(Stage.PRODUCE, 1 / perf.median());
            run.costs().put(Stage.BROKER, broker.median());
            latency("batch-100", requests, 0.5 * rate.median() / 100, BATCH_SENDERS * 2);
            run.report()
                    .alone("batch-100", "in Kafka per event", "B", stack.log().bytesPerRecord(Stack.EVENTS));
        } finally {
            started.forEach(Program::close);
        }
    }

    /// The same rate from one organization and from two hundred.
    private void organizations() throws InterruptedException {
        Requests many = Corpus.shared("bench", stack.keys("many", 200), 10, Corpus.SMALL);
        Requests one = Corpus.shared("bench", List.of(key), 10, Corpus.SMALL);
        warm(Stack.EDGE, edge(), many, BATCH_SENDERS);
        double rate = 0.5
                * run.closed(stack.edgeUrl(), one, BATCH_SENDERS, run.lengths().step())
                        .requestsPerSecond();
        Rounds ofOne = new Rounds();
        Rounds ofMany = new Rounds();
        for (int round = 0; round < run.lengths().rounds(); round++) {
            ofMany.add(costAt(rate, many));
            ofOne.add(costAt(rate, one));
        }
        run.report().beside("organizations-200", Names.EDGE_CPU, "s", ofMany, ofOne, Names.ONE_ORGANIZATION);
    }

    /// An edge that speaks TLS itself, beside the one that does not.
    private void tls() throws InterruptedException {
        TlsEdge tls = stack.startTlsEdge();
        try (Program program = tls.program()) {
            program.pin(run.cores().measuredCore());
            tls("tls, single", tls, clickstream(1, Corpus.SMALL), SINGLE_SENDERS);
            tls("tls, batch-100", tls, clickstream(100, Corpus.SMALL), BATCH_SENDERS);
        }
    }

    private void tls(String scenario, TlsEdge tls, Requests requests, int senders) throws InterruptedException {
        run.warm("edge with TLS", tls.program(), () -> run.closed(tls.url(), tls.client(), requests, senders, TURN));
        run.warm(Stack.EDGE, stack.edge(), () -> run.closed(stack.edgeUrl(), requests, senders, TURN));
        Rounds with = new Rounds();
        Rounds without = new Rounds();
        for (int round = 0; round < run.lengths().rounds(); round++) {
            Clocked cpu = Clocked.start(Map.of("server", tls.program().vitals()));
            Sample sample = run.closed(
                    tls.url(), tls.client(), requests, senders, run.lengths().step());
            with.add(sample.acceptedEvents() / cpu.stop().of("server"));
            Sample plain =
                    run.closed(stack.edgeUrl(), requests, senders, run.lengths().step());
            without.add(plain.acceptedEvents() / plain.spent().of(Stack.EDGE));
        }
        run.report().beside(scenario, Names.EVENTS_PER_CPU_SECOND, "1/s", with, without, "without TLS");
    }

    private double costAt(double rate, Requests requests) throws InterruptedException {
        Sample sample =
                run.open(stack.edgeUrl(), requests, rate, 32, run.lengths().step());
        return sample.spent().of(Stack.EDGE) / sample.acceptedEvents() * 1e6;
    }

    private void plain(String scenario, Requests requests, int senders) throws InterruptedException {
        warm(Stack.EDGE, edge(), requests, senders);
        Rounds rate = new Rounds();
        Rounds perCpu = new Rounds();
        for (int round = 0; round < run.lengths().rounds(); round++) {
            Sample sample =
                    run.closed(stack.edgeUrl(), requests, senders, run.lengths().step());
            rate.add(sample.requestsPerSecond() * requests.events());
            perCpu.add(sample.acceptedEvents() / sample.spent().of(Stack.EDGE));
        }
        run.report().alone(scenario, Names.EVENTS_PER_SECOND, "1/s", rate.median());
        run.report().alone(scenario, Names.EVENTS_PER_CPU_SECOND, "1/s", perCpu.median());
    }

    private void latency(String scenario, Requests requests, double rate, int senders) throws InterruptedException {
        Sample half = run.open(
                stack.edgeUrl(), requests, rate, senders, run.lengths().step().multipliedBy(2));
        run.report().alone(scenario, Names.P50, "ms", half.latency(50));
        run.report().alone(scenario, Names.P99, "ms", half.latency(99));
        run.report().alone(scenario, Names.P999, "ms", half.latency(99.9));
        run.report().alone(scenario, Names.EDGE_CPU, "s", half.spent().of(Stack.EDGE) / half.acceptedEvents() * 1e6);
        long others = half.counted().answersBut(202)
                + half.counted().unanswered()
                + half.counted().unsent();
        if (others > 0) {
            run.report().note(scenario + " at half load: " + others + " requests were not accepted");
        }
    }

    private Timing producerPerf(Path lines, int round) {
        List<String> command = new ArrayList<>(run.cores().measured());
        command.addAll(stack.build()
                .own(
                        ProducerPerf.class,
                        List.of(
                                stack.bootstrap(),
                                PERF_TOPIC,
                                lines.toString(),
                                Integer.toString(run.lengths().perf()))));
        return Timing.read(Program.run(
                Names.PRODUCER_PERF,
                command,
                Map.of(),
                stack.folder().resolve("producer-perf-" + round + ".log"),
                Duration.ofMinutes(2)));
    }

    private Server edge() {
        return new Server(stack.edgeUrl(), stack.edge());
    }

    /// Lets the compilers do their work, with a core of their own.
    private void warm(String name, Server server, Requests requests, int senders) throws InterruptedException {
        server.program().pin(run.cores().allCores());
        run.warm(name, server.program(), () -> run.closed(server.url(), requests, senders, TURN));
        server.program().pin(run.cores().measuredCore());
    }

    private Server bare(Class<?> mainClass, List<Program> started) {
        int port = Program.freePort();
        Program program = stack.started(
                mainClass.getSimpleName() + "-" + port, stack.build().own(mainClass, List.of(Integer.toString(port))));
        started.add(program);
        program.awaitOutput("ready");
        program.pin(run.cores().measuredCore());
        return new Server(URI.create("http://127.0.0.1:" + port), program);
    }

    private Server nginx(List<Program> started) {
        int port = Program.freePort();
        Program program = stack.started("nginx", Nginx.command(stack.folder(), port));
        started.add(program);
        program.awaitAnswer(URI.create("http://127.0.0.1:" + port + "/ready"));
        program.pin(run.cores().measuredCore());
        return new Server(URI.create("http://127.0.0.1:" + port), program);
    }

    private Requests clickstream(int events, int size) {
        return Corpus.clickstream(Run.IDS, Run.lane(), "bench", key, events, size);
    }

    private void beside(String scenario, String figure, String unit, Map<String, Rounds> all, String name) {
        run.report().beside(scenario, figure, unit, of(all, Stack.EDGE), of(all, name), name);
    }

    private static void add(Map<String, Rounds> all, String name, double value) {
        all.computeIfAbsent(name, absent -> new Rounds()).add(value);
    }

    private static Rounds of(Map<String, Rounds> all, String name) {
        return all.getOrDefault(name, new Rounds());
    }

    /// Somebody who answers requests.
    private record Server(URI url, Program program) {}
}
