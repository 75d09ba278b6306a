package dev.penstock.bench.stack;

import dev.penstock.bench.machine.Program;
import dev.penstock.bench.machine.Vitals;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Broker, engine, edge and writer on free ports of the loopback address, with a folder of their own.
///
/// Set up by the commands an operator uses. Everything ends, and the folder is deleted, with [#close].
public final class Stack implements AutoCloseable {

    /// What every topic's name starts with.
    public static final String PREFIX = "penstock.";

    /// Where the events are.
    public static final String EVENTS = Topic.EVENTS.name(PREFIX);

    public static final String EDGE = "edge";
    public static final String WRITER = "writer";
    public static final String BROKER = "broker";
    public static final String ENGINE = "ClickHouse";
    public static final String GENERATOR = "load generator";

    // A run writes less than that; should it not, the oldest goes, not the disk.
    private static final long KEPT_PER_PARTITION = 2L * 1024 * 1024 * 1024;

    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final String LOOPBACK = "127.0.0.1";

    private final Build build;
    private final Path folder;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Program broker;
    private final int enginePort = Program.freePort();
    private final Program edge;
    private final ClickHouse clickHouse;
    private final Log log;
    private final Senders senders;
    private final String bootstrap;
    private final URI edgeUrl;
    private final URI edgeMetrics;
    private final int writerManagement = Program.freePort();
    private final Duration edgeReady;
    private Program engine;
    private @Nullable Program writer;

    private Stack(Build build, Path folder, InstantSource clock) {
        this.build = build;
        this.folder = folder;
        try {
            int brokerPort = Program.freePort();
            this.bootstrap = LOOPBACK + ":" + brokerPort;
            this.broker = started(
                    "broker",
                    build.local(
                            "dev.penstock.local.kafka.LocalKafka",
                            List.of(
                                    "--data=" + folder.resolve("kafka"),
                                    "--port=" + brokerPort,
                                    "--controller-port=" + Program.freePort(),
                                    "--set.log.retention.check.interval.ms=3000")));
            this.clickHouse = new ClickHouse(URI.create("http://" + LOOPBACK + ":" + enginePort));
            this.engine = started("engine", engineCommand());
            broker.awaitOutput(" is ready on ");
            engine.awaitAnswer(clickHouse.url().resolve("/ping"));
            ingestctl("topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1");
            ingestctl("schema", "migrate");
            this.log = new Log(bootstrap);
            open.push(log);
            log.bound(EVENTS, KEPT_PER_PARTITION);

            int edgePort = Program.freePort();
            int edgeManagement = Program.freePort();
            this.edgeUrl = URI.create("http://" + LOOPBACK + ":" + edgePort);
            this.edgeMetrics = URI.create("http://" + LOOPBACK + ":" + edgeManagement + "/actuator/prometheus");
            this.edge = started("edge", edgeCommand(edgePort, edgeManagement, "control", List.of()));
            this.edgeReady = edge.awaitAnswer(edgeUrl.resolve("/readyz"));
            this.senders = new Senders(bootstrap, clock);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Starts everything, one after the other, and waits until it is ready.
    public static Stack start(Build build, Path folder, InstantSource clock) {
        return new Stack(build, folder, clock);
    }

    /// Runs one more program until the stack ends or it is closed.
    public Program started(String name, List<String> command) {
        Program program = Program.start(name, command, Map.of(), folder.resolve(name + ".log"));
        open.push(program);
        return program;
    }

    /// Starts the writer and waits until it is ready.
    ///
    /// @param cores it may use, as `taskset` takes them
    /// @return how long that took
    public Duration startWriter(String cores) {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", cores));
        command.addAll(writerCommand());
        return startWriter(command);
    }

    /// Starts the writer, on all cores, and waits until it is ready; again after its [Program#kill].
    public Duration startWriter() {
        return startWriter(writerCommand());
    }

    /// Starts ClickHouse again, after [Program#kill], with the data it has, and waits until it answers.
    public void restartEngine() {
        engine = started("engine", engineCommand());
        engine.awaitAnswer(clickHouse.url().resolve("/ping"));
    }

    /// Runs a command of the operator to its end.
    ///
    /// @throws IllegalStateException with the end of its output when it fails
    public void ingestctl(String... arguments) {
        List<String> command = build.local("dev.penstock.ctl.Ingestctl", List.of(arguments));
        command.set(command.indexOf("-cp") + 1, build.classPath("ingestctl"));
        Program.run(
                "ingestctl " + String.join(" ", arguments),
                command,
                Map.of(
                        "PENSTOCK_KAFKA_BOOTSTRAP",
                        bootstrap,
                        "PENSTOCK_CLICKHOUSE_URL",
                        clickHouse.url().toString()),
                folder.resolve("ingestctl-" + arguments[0] + ".log"),
                COMMAND);
    }

    /// Starts a second edge, with TLS. Ends with the stack, or when it is closed.
    public TlsEdge startTlsEdge() {
        Path store = TlsEdge.certificate(folder);
        int port = Program.freePort();
        int management = Program.freePort();
        Program program = started("tls-edge", edgeCommand(port, management, "tls", TlsEdge.properties(store)));
        program.awaitAnswer(URI.create("http://" + LOOPBACK + ":" + management + "/actuator/health/readiness"));
        return new TlsEdge(program, URI.create("https://" + LOOPBACK + ":" + port), TlsEdge.client(store));
    }

    public Path folder() {
        return folder;
    }

    public Build build() {
        return build;
    }

    public ClickHouse clickHouse() {
        return clickHouse;
    }

    public Log log() {
        return log;
    }

    public String bootstrap() {
        return bootstrap;
    }

    public URI edgeUrl() {
        return edgeUrl;
    }

    public Duration edgeReady() {
        return edgeReady;
    }

    public Program edge() {
        return edge;
    }

    /// The writer, after [#startWriter].
    public Program writer() {
        return Objects.requireNonNull(writer, "the writer was not started");
    }

    public Program broker() {
        return broker;
    }

    public Program engine() {
        return engine;
    }

    /// Whose processor time counts, the load generator, which is this process, among them.
    public Map<String, Vitals> processes() {
        Map<String, Vitals> processes = new LinkedHashMap<>();
        processes.put(EDGE, edge.vitals());
        Program started = writer;
        if (started != null) {
            processes.put(WRITER, started.vitals());
        }
        processes.put(BROKER, broker.vitals());
        processes.put(ENGINE, engine.vitals());
        processes.put(GENERATOR, Vitals.own());
        return processes;
    }

    /// A key of each of so many new organizations.
    ///
    /// @param name which no other call has
    public List<String> keys(String name, int organizations) {
        return senders.create(name, organizations, edgeUrl);
    }

    /// A key of a new organization of this id, which may send as fast as these limits say.
    public String key(String organization, Limits limits) {
        return senders.create(new OrgId(organization), limits, edgeUrl);
    }

    /// Where Prometheus reads the edge's metrics.
    public URI edgeMetrics() {
        return edgeMetrics;
    }

    /// The same of the writer's.
    public URI writerMetrics() {
        return writerUrl("/actuator/prometheus");
    }

    /// Bytes the edge's JVM has allocated since its start, as exact as its last collection.
    public double allocatedByEdge() {
        return metric(edgeMetrics, "jvm_gc_memory_allocated_bytes_total");
    }

    /// The same of the writer's.
    public double allocatedByWriter() {
        return metric(writerMetrics(), "jvm_gc_memory_allocated_bytes_total");
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("(could not be ended: " + e + ")");
            }
        }
        delete();
    }

    private Duration startWriter(List<String> command) {
        Program started = started("writer", command);
        writer = started;
        return started.awaitAnswer(writerUrl("/actuator/health/readiness"));
    }

    private List<String> engineCommand() {
        return build.local(
                "dev.penstock.local.clickhouse.LocalClickHouse",
                List.of("--data=" + folder.resolve("clickhouse"), "--port=" + enginePort));
    }

    private List<String> writerCommand() {
        return build.application(
                "batch-writer",
                build.writerFlags(),
                List.of(
                        "--server.address=" + LOOPBACK,
                        "--management.server.port=" + writerManagement,
                        "--spring.kafka.bootstrap-servers=" + bootstrap,
                        "--penstock.topic-prefix=" + PREFIX,
                        "--penstock.writer.clickhouse.url=" + clickHouse.url()));
    }

    private List<String> edgeCommand(int port, int management, String snapshot, List<String> more) {
        List<String> properties = new ArrayList<>(List.of(
                "--server.address=" + LOOPBACK,
                "--server.port=" + port,
                "--management.server.address=" + LOOPBACK,
                "--management.server.port=" + management,
                "--spring.kafka.bootstrap-servers=" + bootstrap,
                "--penstock.topic-prefix=" + PREFIX,
                "--penstock.edge.durability=development",
                "--penstock.edge.control.snapshot=" + folder.resolve(snapshot + ".snapshot")));
        properties.addAll(more);
        return build.application("ingest-edge", build.edgeFlags(), properties);
    }

    private URI writerUrl(String path) {
        return URI.create("http://" + LOOPBACK + ":" + writerManagement + path);
    }

    private double metric(URI scrape, String name) {
        try {
            return http.send(
                            HttpRequest.newBuilder(scrape)
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("no metrics at " + scrape, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading metrics", e);
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("(" + folder + " could not be deleted: " + e + ")");
        }
    }
}
