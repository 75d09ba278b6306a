package dev.penstock.system;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.json.JsonMapper;

/// The whole pipeline on free ports: broker, engine, topics, schema, an organization with a key, edge and writer.
///
/// Set up by the same commands an operator uses. Everything ends with [#close].
final class Pipeline implements AutoCloseable {

    static final String ORGANIZATION = "acme";

    /// The origin of the page that may use [#pageKey].
    static final String PAGE = "http://shop.example";

    private final TestingKafka kafka;
    private final TestingClickHouse clickHouse;
    private final Application edge;
    private final Application writer;
    private final URI edgeUrl;
    private final List<URI> scrapes;
    private final String key;
    private final IngestionKey pageKey = IngestionKey.generate("test", new SecureRandom());

    private Pipeline(Path folder, Launch launch, List<String> ofEdge, List<String> ofWriter) throws IOException {
        this.kafka = TestingKafka.start();
        this.clickHouse = TestingClickHouse.start();
        ingestctl("topics", "apply", "--replication-factor", "1", "--min-insync-replicas", "1");
        ingestctl("schema", "migrate");
        ingestctl("orgs", "create", ORGANIZATION, "--name", "Acme");
        this.key = JsonMapper.shared()
                .readTree(ingestctl("keys", "create", "--org", ORGANIZATION, "--output", "json"))
                .path("key")
                .asString();
        Path data = Files.createDirectory(folder.resolve("data"));
        int edgePort = freePort();
        int edgeManagement = freePort();
        this.edgeUrl = URI.create("http://127.0.0.1:" + edgePort);
        this.edge = Application.launch(
                "ingest-edge",
                edgeUrl.resolve("/readyz"),
                folder.resolve("edge.log"),
                launch.command(
                        "ingest-edge",
                        data,
                        and(
                                ofEdge,
                                "--server.port=" + edgePort,
                                "--management.server.port=" + edgeManagement,
                                "--spring.kafka.bootstrap-servers=" + kafka.bootstrap(),
                                "--penstock.edge.durability=development",
                                "--penstock.edge.control.keys-file=" + keysFile(data),
                                "--penstock.edge.control.snapshot=" + data.resolve("control.snapshot"))));
        int writerManagement = freePort();
        this.scrapes = List.of(
                URI.create("http://127.0.0.1:" + edgeManagement + "/actuator/prometheus"),
                URI.create("http://127.0.0.1:" + writerManagement + "/actuator/prometheus"));
        this.writer = Application.launch(
                "batch-writer",
                URI.create("http://127.0.0.1:" + writerManagement + "/actuator/health/readiness"),
                folder.resolve("writer.log"),
                launch.command(
                        "batch-writer",
                        data,
                        and(
                                ofWriter,
                                "--management.server.port=" + writerManagement,
                                "--spring.kafka.bootstrap-servers=" + kafka.bootstrap(),
                                "--penstock.writer.clickhouse.url=" + clickHouse.url())));
        try {
            edge.awaitReady();
            writer.awaitReady();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static Pipeline start() {
        return start(List.of(), List.of());
    }

    /// The same with properties of edge and writer, `--name=value`.
    static Pipeline start(List<String> ofEdge, List<String> ofWriter) {
        return start(Application::jar, ofEdge, ofWriter);
    }

    /// The same with edge and writer started in another way.
    static Pipeline start(Launch launch, List<String> ofEdge, List<String> ofWriter) {
        try {
            return new Pipeline(Files.createTempDirectory("penstock-system"), launch, ofEdge, ofWriter);
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder", e);
        }
    }

    TestingKafka kafka() {
        return kafka;
    }

    TestingClickHouse clickHouse() {
        return clickHouse;
    }

    Application edge() {
        return edge;
    }

    Application writer() {
        return writer;
    }

    URI edgeUrl() {
        return edgeUrl;
    }

    /// Where edge and writer tell Prometheus their metrics.
    List<URI> scrapes() {
        return scrapes;
    }

    String key() {
        return key;
    }

    /// The key of a page: public, and refused to pages of other origins than [#PAGE].
    String pageKey() {
        return pageKey.reveal();
    }

    /// Creates an organization and a key of it; returns the key.
    String organization(String name, String... options) {
        List<String> create = new ArrayList<>(List.of("orgs", "create", name));
        create.addAll(List.of(options));
        ingestctl(create.toArray(new String[0]));
        return JsonMapper.shared()
                .readTree(ingestctl("keys", "create", "--org", name, "--output", "json"))
                .path("key")
                .asString();
    }

    /// The sum of the samples of a metric whose lines contain `labels`.
    static double metric(URI scrape, String name, String labels) {
        return Vitals.read(scrape)
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// What the edge says of itself; `name` is followed by `{` or a space.
    double ofEdge(String name, String labels) {
        return metric(scrapes.getFirst(), name, labels);
    }

    /// The same of the writer.
    double ofWriter(String name, String labels) {
        return metric(scrapes.getLast(), name, labels);
    }

    private static List<String> and(List<String> given, String... own) {
        List<String> all = new ArrayList<>(List.of(own));
        all.addAll(given);
        return all;
    }

    private Path keysFile(Path data) {
        String hash = HexFormat.of().formatHex(pageKey.secretHash().toByteArray());
        String entry = "keys: [{id: %s, organization: %s, secret_sha256: %s, origins: [%s]}]"
                .formatted(pageKey.id().value(), ORGANIZATION, hash, PAGE);
        try {
            return Files.writeString(data.resolve("keys.yaml"), entry);
        } catch (IOException e) {
            throw new UncheckedIOException("no file for the key of the page", e);
        }
    }

    /// Logs of edge and writer.
    List<Path> logs() {
        return List.of(edge.log(), writer.log());
    }

    /// A number that ClickHouse answers.
    long count(String sql) {
        return Long.parseLong(clickHouse.query(sql).strip());
    }

    /// Records that were ever written to a topic of one partition.
    long recordsIn(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()))) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(30, TimeUnit.SECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot read the end of " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the end of " + topic, e);
        }
    }

    /// Whether the writer has committed every record of the events topic: all of it is stored or dead-lettered.
    boolean isDrained() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()))) {
            String topic = Topic.EVENTS.name("penstock.");
            TopicDescription description = admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get(30, TimeUnit.SECONDS);
            Map<TopicPartition, OffsetSpec> latest = description.partitions().stream()
                    .collect(Collectors.toMap(
                            one -> new TopicPartition(topic, one.partition()), one -> OffsetSpec.latest()));
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets("penstock-writer")
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS);
            return admin.listOffsets(latest).all().get(30, TimeUnit.SECONDS).entrySet().stream()
                    .allMatch(end -> {
                        OffsetAndMetadata offset = committed.get(end.getKey());
                        return end.getValue().offset() == (offset == null ? 0 : offset.offset());
                    });
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot tell how far the writer is", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking how far the writer is", e);
        }
    }

    /// Runs `ingestctl` as an operator does and returns what it wrote to standard output.
    String ingestctl(String... arguments) {
        CtlRun run = ctl(arguments);
        if (run.exit() != 0) {
            throw new IllegalStateException(
                    "ingestctl " + String.join(" ", arguments) + " failed:\n" + run.output() + run.errors());
        }
        return run.output();
    }

    /// The same whatever it comes to.
    CtlRun ctl(String... arguments) {
        return CommandLineRun.of(environment(), arguments);
    }

    /// `ingestctl` on this pipeline, to be started.
    ProcessBuilder operator(String... arguments) {
        return CommandLineRun.builder(environment(), arguments);
    }

    private Map<String, String> environment() {
        return Map.of("PENSTOCK_KAFKA_BOOTSTRAP", kafka.bootstrap(), "PENSTOCK_CLICKHOUSE_URL", clickHouse.url());
    }

    /// What a command came to.
    record CtlRun(int exit, String output, String errors) {}

    @Override
    public void close() {
        edge.close();
        writer.close();
        clickHouse.close();
        kafka.close();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
