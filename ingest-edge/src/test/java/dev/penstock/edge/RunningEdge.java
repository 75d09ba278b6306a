package dev.penstock.edge;

import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.write.Change;
import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.KeySettings;
import dev.penstock.control.write.WriteResult;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.event.Event;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.usage.UsageRecord;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.LedgerCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.UsageCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// The whole edge in this process, on topics of its own, with an organization and its key.
public final class RunningEdge implements AutoCloseable {

    public static final OrgId ORG = new OrgId("acme");

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestingKafka kafka;
    private final String prefix;
    private final ControlWriter writer;
    private final ControlPlane control;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final IngestionKey key;
    private final ConfigurableApplicationContext context;
    // Kept: a test goes on sending while the edge stops.
    private final int port;

    private RunningEdge(TestingKafka kafka, Map<String, String> properties) {
        this.kafka = kafka;
        this.prefix = "edge" + PREFIXES.incrementAndGet() + ".";
        kafka.createTopic(Topic.CONTROL.name(prefix), 1, Topic.CONTROL.settings());
        kafka.createTopic(Topic.EVENTS.name(prefix), 3, Topic.EVENTS.settings());
        kafka.createTopic(Topic.USAGE.name(prefix), 1, Topic.USAGE.settings());
        kafka.createTopic(Topic.PROGRESS.name(prefix), 1, Topic.PROGRESS.settings());
        kafka.createTopic(Topic.LEDGER.name(prefix), 1, Topic.LEDGER.settings());
        kafka.createTopic(Topic.PRESSURE.name(prefix), 1, Topic.PRESSURE.settings());
        ControlTopic topic =
                new ControlTopic(Topic.CONTROL.name(prefix), Map.of("bootstrap.servers", kafka.bootstrap()));
        this.writer = new ControlWriter(topic, new WriterSettings("test", PATIENCE), InstantSource.system());
        this.control = new ControlPlane(writer, InstantSource.system(), new SecureRandom());
        require(control.createOrganization(ORG, "Acme"));
        this.key = newKey(Set.of(), null);
        this.context = start(properties);
        this.port = Integer.parseInt(property("local.server.port"));
    }

    private RunningEdge(RunningEdge other, Map<String, String> properties) {
        this.kafka = other.kafka;
        this.prefix = other.prefix;
        this.writer = other.writer;
        this.control = other.control;
        this.key = other.key;
        this.context = start(properties);
        this.port = Integer.parseInt(property("local.server.port"));
    }

    /// Starts another edge of the same fleet, on the same topics.
    public RunningEdge beside(Map<String, String> properties) {
        RunningEdge edge = new RunningEdge(this, properties);
        Awaitility.await().atMost(PATIENCE).until(() -> edge.get("/readyz").statusCode() == 200);
        return edge;
    }

    /// Starts an edge and waits until it is ready.
    public static RunningEdge start(TestingKafka kafka, Map<String, String> properties) {
        RunningEdge edge = startUnready(kafka, properties);
        Awaitility.await().atMost(PATIENCE).until(() -> edge.get("/readyz").statusCode() == 200);
        return edge;
    }

    /// Starts an edge that need not become ready.
    public static RunningEdge startUnready(TestingKafka kafka, Map<String, String> properties) {
        return new RunningEdge(kafka, properties);
    }

    private ConfigurableApplicationContext start(Map<String, String> properties) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "server.port", "0",
                "server.address", "127.0.0.1",
                "management.server.port", "0",
                "management.server.address", "127.0.0.1",
                "spring.kafka.bootstrap-servers", kafka.bootstrap(),
                "penstock.topic-prefix", prefix,
                "penstock.edge.durability", "development",
                // On a slow machine an event may wait long for its first leader; who tests the deadline sets it.
                "penstock.edge.publish.answer-timeout", "8s",
                "spring.main.register-shutdown-hook", "false"));
        all.putAll(properties);
        return new SpringApplicationBuilder(EdgeApplication.class)
                .run(all.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
    }

    public IngestionKey newKey(Set<StreamName> streams, @Nullable Instant expiresAt) {
        IngestionKey made = control.newKey("test");
        require(control.createKey(made, ORG, streams, expiresAt, "a test"));
        return made;
    }

    /// Writes anything to the control topic.
    public void write(ControlFact fact) {
        require(writer.write(current -> new Change.Decision.Write(fact)));
    }

    /// The name of one of this edge's topics.
    public String topic(Topic topic) {
        return topic.name(prefix);
    }

    /// Writes an organization, as it is from now on.
    public void write(Organization organization) {
        write(new ControlFact.OrganizationFact(organization));
    }

    /// Makes a key of another organization than [#ORG], which must be there.
    public IngestionKey newKeyOf(OrgId org) {
        IngestionKey made = control.newKey("test");
        require(control.createKey(made, org, Set.of(), null, "a test"));
        return made;
    }

    public void revoke(IngestionKey revoked) {
        require(control.revokeKey(revoked.id()));
    }

    public IngestionKey newKey(KeySettings settings) {
        IngestionKey made = control.newKey("test");
        require(control.createKey(made, ORG, settings));
        return made;
    }

    public String key() {
        return key.reveal();
    }

    public int port() {
        return port;
    }

    public int managementPort() {
        return Integer.parseInt(property("local.management.port"));
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    /// Posts `body` with the organization's key.
    public HttpResponse<String> post(String path, String body, String... headers) {
        return post(path, BodyPublishers.ofString(body), headers);
    }

    public HttpResponse<String> post(String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = request(path).POST(body).header("Authorization", "Bearer " + key());
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("the edge broke the connection", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Posts `body` with the organization's key, and does not wait for the answer.
    public CompletableFuture<HttpResponse<String>> postLater(String path, HttpRequest.BodyPublisher body) {
        return client.sendAsync(
                request(path)
                        .timeout(Duration.ofMinutes(2))
                        .header("Authorization", "Bearer " + key())
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
    }

    /// Everything in the events topic now, in no order.
    public List<ConsumerRecord<byte[], byte[]>> records() {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
        String topic = Topic.EVENTS.name(prefix);
        List<TopicPartition> partitions = IntStream.range(0, 3)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (records.size() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /// Everything in the usage topic now, in its order. May be asked after [#close].
    public List<UsageRecord> usage() {
        List<UsageRecord> records = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : all(Topic.USAGE)) {
                // An edge that stops takes back what it said.
                if (record.value() != null) {
                    UsageCodec.decode(record.key(), record.value()).ifPresent(records::add);
                }
            }
        } catch (MalformedRecordException e) {
            throw new AssertionError("the edge wrote a record that cannot be read", e);
        }
        return records;
    }

    /// Every line of the ledger now, in its order. May be asked after [#close].
    public List<LedgerRecord> ledger() {
        List<LedgerRecord> lines = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : all(Topic.LEDGER)) {
                lines.add(LedgerCodec.decode(record.value()).orElseThrow());
            }
        } catch (MalformedRecordException e) {
            throw new AssertionError("the edge wrote a record that cannot be read", e);
        }
        return lines;
    }

    private List<ConsumerRecord<byte[], byte[]>> all(Topic topic) {
        TopicPartition partition = new TopicPartition(topic.name(prefix), 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end =
                    consumer.endOffsets(List.of(partition)).values().iterator().next();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    public List<Event> events() {
        return records().stream().map(record -> decoded(record.value())).toList();
    }

    private static Event decoded(byte[] record) {
        try {
            return EventCodec.decode(record);
        } catch (MalformedRecordException e) {
            throw new AssertionError("the edge wrote a record that cannot be read", e);
        }
    }

    /// The Prometheus text of the management port.
    public String metrics() {
        return management("/actuator/prometheus").body();
    }

    public HttpResponse<String> management(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + path))
                .GET());
    }

    /// Shuts down as SIGTERM does, while the client still waits for answers.
    public void stopServing() {
        context.close();
    }

    /// Shuts down as SIGTERM does.
    @Override
    public void close() {
        stopServing();
        client.shutdownNow();
    }

    private String property(String name) {
        String value = context.getEnvironment().getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set");
        }
        return value;
    }

    private static void require(WriteResult result) {
        if (!(result instanceof WriteResult.Written)) {
            throw new IllegalStateException("the control topic was not written: " + result);
        }
    }
}
