package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.LedgerCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `ingestctl audit` says that nothing is missing when that is so, and what is missing when something is. One story on
/// one pipeline: each chapter begins with what the ones before have left.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String GROUP = "penstock-writer";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant begun = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private Pipeline pipeline;

    @BeforeAll
    void start() {
        pipeline = Pipeline.start(
                List.of(
                        "--penstock.edge.ledger.close-after=2s",
                        // On a slow machine an event may wait long for its first leader.
                        "--penstock.edge.publish.answer-timeout=8s"),
                List.of("--penstock.writer.ledger.linger=100ms", "--penstock.writer.ledger.audit-every=1s"));
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    @Order(1)
    void trafficThatIsAcceptedSentAgainRefusedAndShedIsBalanced() throws Exception {
        String limited = pipeline.organization("limited", "--events-per-second", "10");
        await().atMost(PATIENCE).until(() -> post(limited, events(10)) == 202);
        for (int request = 0; request < 20; request++) {
            String body = events(10);
            assertThat(post(pipeline.key(), body)).isEqualTo(202);
            // As an SDK whose answer was lost.
            assertThat(post(pipeline.key(), body)).isEqualTo(202);
            post(limited, events(10));
        }
        assertThat(post(pipeline.key(), "{}\n{\n{}")).isEqualTo(202);
        assertThat(post("no key", "{}")).isEqualTo(401);
        drained();
        // What was sent again is one row from now on, and the offset of the other is in no table.
        pipeline.clickHouse().execute("OPTIMIZE TABLE penstock.events_raw FINAL");
        pipeline.edge().terminate();

        JsonNode audit = audit(0);

        assertThat(audit.path("verdict").asString()).isEqualTo("balanced");
        JsonNode events = audit.path("events");
        assertThat(events.path("accepted").asLong()).isGreaterThanOrEqualTo(402);
        assertThat(events.path("stored").asLong())
                .isEqualTo(events.path("accepted").asLong());
        // One line that is no JSON, and what is above the rate.
        assertThat(events.path("refused").asLong()).isGreaterThan(1);
        assertThat(inAll(audit, "collapsed")).isEqualTo(200);
        assertThat(inAll(audit, "stored") + inAll(audit, "collapsed"))
                .isEqualTo(events.path("stored").asLong());
    }

    @Test
    @Order(2)
    void aWriterAndAnEdgeKilledLoseNothingAndTheEdgesMinuteIsUnknown() throws Exception {
        pipeline.edge().restart();
        for (int request = 0; request < 30; request++) {
            if (request == 10) {
                pipeline.writer().kill();
            }
            if (request == 20) {
                pipeline.writer().restart();
            }
            post(pipeline.key(), events(20));
        }
        Instant killed = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        pipeline.edge().kill();
        drained();

        JsonNode audit = audit(0);

        assertThat(audit.path("verdict").asString()).isEqualTo("unknown");
        assertThat(audit.path("unknown_minutes"))
                .extracting(minute -> minute.path("minute").asString())
                .contains(killed.toString());
        assertThat(audit.path("holes")).isEmpty();
        assertThat(audit.path("outside")).isEmpty();
    }

    @Test
    @Order(3)
    void aRowDeletedByHandIsAHole() throws Exception {
        String[] row = pipeline.clickHouse()
                .query("SELECT kafka_partition, kafka_offset FROM penstock.events_raw WHERE org_id = 'acme'"
                        + " ORDER BY received_at DESC LIMIT 1")
                .strip()
                .split("\t", -1);
        pipeline.clickHouse()
                .execute("ALTER TABLE penstock.events_raw DELETE WHERE kafka_partition = " + row[0]
                        + " AND kafka_offset = " + row[1] + " SETTINGS mutations_sync = 1");

        JsonNode audit = audit(3);

        assertThat(audit.path("outside")).isEmpty();
        assertThat(audit.path("holes")).hasSize(1);
        JsonNode hole = audit.path("holes").get(0);
        assertThat(List.of(
                        hole.path("partition").asString(),
                        hole.path("first").asString(),
                        hole.path("last").asString()))
                .containsExactly(row[0], row[1], row[1]);
        assertThat(hole.path("organizations").get(0).asString()).isEqualTo("acme");
        assertThat(pipeline.ctl("audit", "--from", begun.toString(), "--to", end())
                        .output())
                .contains("partition " + row[0] + ", offset " + row[1]);
    }

    @Test
    @Order(4)
    void aRecordPassedOverByHandIsMissingInItsMinuteAndAHole() throws Exception {
        pipeline.writer().terminate();
        pipeline.edge().restart();
        String other = pipeline.organization("skipped");
        Map<TopicPartition, Long> before = ends();
        await().atMost(PATIENCE).until(() -> post(other, "{\"skipped\":true}") == 202);
        pipeline.edge().terminate();
        Map<TopicPartition, Long> after = ends();
        TopicPartition place = after.keySet().stream()
                .filter(one -> !Objects.equals(after.get(one), before.get(one)))
                .findFirst()
                .orElseThrow();
        try (Admin admin = Admin.create(client())) {
            admin.alterConsumerGroupOffsets(GROUP, Map.of(place, new OffsetAndMetadata(offset(after, place))))
                    .all()
                    .get();
        }
        pipeline.writer().restart();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(audit(3, "--org", "skipped").path("outside")).isNotEmpty());

        JsonNode audit = audit(3, "--org", "skipped");

        JsonNode outside = audit.path("outside").get(0);
        assertThat(outside.path("missing").asLong()).isEqualTo(1);
        JsonNode hole = audit.path("holes").get(0);
        assertThat(audit.path("holes")).hasSize(1);
        assertThat(hole.path("partition").asInt()).isEqualTo(place.partition());
        assertThat(hole.path("first").asLong()).isEqualTo(offset(before, place));
        assertThat(hole.path("minute").asString())
                .isEqualTo(outside.path("minute").asString());
    }

    @Test
    @Order(5)
    void aCounterTamperedWithIsToldWithItsMinute() throws Exception {
        assertThat(audit(0, "--org", "limited").path("outside")).isEmpty();
        EdgeMinute line = lastLineOf("limited");
        List<LedgerCount> counts = new ArrayList<>();
        for (LedgerCount count : line.counts()) {
            boolean one =
                    count.organization().equals("limited") && count.outcome().equals("accepted");
            counts.add(
                    one && count.events() > 0
                            ? new LedgerCount(
                                    count.organization(),
                                    count.stream(),
                                    count.outcome(),
                                    count.reason(),
                                    count.events() + 1,
                                    count.requests(),
                                    count.minute())
                            : count);
        }
        EdgeMinute tampered = new EdgeMinute(line.instance(), line.boot(), line.minute(), true, counts);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topic.LEDGER.name("penstock."),
                            LedgerCodec.encodeKey(tampered),
                            LedgerCodec.encode(tampered)))
                    .get();
        }

        JsonNode audit = audit(3, "--org", "limited");

        assertThat(audit.path("holes")).isEmpty();
        assertThat(audit.path("outside")).hasSize(1);
        JsonNode outside = audit.path("outside").get(0);
        assertThat(outside.path("minute").asString()).isEqualTo(line.minute().toString());
        assertThat(outside.path("missing").asLong()).isEqualTo(1);
    }

    @Test
    @Order(6)
    void aLedgerThatIsNotLoadedIsNoProof() {
        pipeline.writer().terminate();
        pipeline.edge().restart();
        await().atMost(PATIENCE).untilAsserted(() -> {
            Pipeline.CtlRun run = pipeline.ctl("audit", "--from", begun.toString(), "--to", end(), "--wait", "1s");
            assertThat(run.exit()).isEqualTo(4);
            assertThat(run.errors()).contains("the ledger is not loaded");
        });
    }

    private JsonNode audit(int exit, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("audit", "--from", begun.toString(), "--to", end(), "--output", "json"));
        arguments.addAll(List.of(more));
        Pipeline.CtlRun run = pipeline.ctl(arguments.toArray(String[]::new));
        assertThat(run.exit()).as(run.output() + run.errors()).isEqualTo(exit);
        return JsonMapper.shared().readTree(run.output());
    }

    private static String end() {
        return Instant.now().plusSeconds(120).truncatedTo(ChronoUnit.MINUTES).toString();
    }

    private static long inAll(JsonNode audit, String place) {
        long sum = 0;
        for (JsonNode partition : audit.path("partitions")) {
            sum += partition.path(place).asLong();
        }
        return sum;
    }

    private void drained() {
        await().atMost(PATIENCE).until(pipeline::isDrained);
        // Told once a second, and only what is told as settled is looked for.
        await().atMost(PATIENCE)
                .until(() -> audit(0).path("events").path("in_flight").asLong() == 0);
    }

    private static String events(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"event_id\":\"%s\",\"timestamp\":\"%s\",\"n\":%d}\n"
                    .formatted(UUID.randomUUID(), Instant.now().truncatedTo(ChronoUnit.MILLIS), i));
        }
        return lines.toString();
    }

    private int post(String key, String body) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(pipeline.edgeUrl().resolve("/v1/events"))
                                .header("Authorization", "Bearer " + key)
                                .timeout(Duration.ofSeconds(20))
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", pipeline.kafka().bootstrap());
    }

    private Map<TopicPartition, Long> ends() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            String topic = Topic.EVENTS.name("penstock.");
            return new HashMap<>(consumer.endOffsets(consumer.partitionsFor(topic).stream()
                    .map(found -> new TopicPartition(topic, found.partition()))
                    .toList()));
        }
    }

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition place) {
        return Objects.requireNonNull(offsets.get(place), "Kafka does not know it");
    }

    /// The line that counts of the first minute in which an organization's events were accepted.
    private EdgeMinute lastLineOf(String organization) throws MalformedRecordException {
        TopicPartition place = new TopicPartition(Topic.LEDGER.name("penstock."), 0);
        Map<String, EdgeMinute> lines = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            long end = offset(consumer.endOffsets(List.of(place)), place);
            while (consumer.position(place) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    LedgerRecord line = LedgerCodec.decode(record.value()).orElseThrow();
                    if (line instanceof EdgeMinute minute) {
                        lines.put(minute.boot() + minute.minute(), minute);
                    }
                }
            }
        }
        return lines.values().stream()
                .filter(minute -> minute.counts().stream()
                        .anyMatch(count -> count.organization().equals(organization)
                                && count.outcome().equals("accepted")
                                && count.events() > 0))
                .findFirst()
                .orElseThrow();
    }
}
