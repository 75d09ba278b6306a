package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.pressure.PressureLevel;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.PressureCodec;
import dev.penstock.model.wire.ProgressCodec;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Limits and pressure, with the real edge and the real Kafka between edges and writers.
class AdmissionIT {

    private static final OrgId OTHER = new OrgId("other");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestingKafka kafka;

    @BeforeAll
    static void start() {
        kafka = TestingKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aboveTheLimitTheAnswerIs429AndSaysAllAClientCanAskFor() {
        try (RunningEdge edge = RunningEdge.start(kafka, Map.of())) {
            limit(edge, RunningEdge.ORG, new Limits(null, 10L, null), Limits.NONE);
            edge.write(organization(OTHER, Limits.NONE, Limits.NONE));
            IngestionKey quiet = edge.newKeyOf(OTHER);
            String refusedBefore = counted(edge, "penstock_edge_events_total", "reason=\"rate_limited\"");
            assertThat(refusedBefore).isEqualTo("0.0");

            // Larger than the burst: admitted while nothing is used, and ten seconds overdrawn.
            HttpResponse<String> admitted = edge.post("/v1/events", events(110));
            assertThat(admitted.statusCode()).isEqualTo(202);
            assertThat(admitted.headers().firstValue("RateLimit-Policy")).contains("\"events\";q=10;w=1");
            HttpResponse<String> refused = edge.post("/v1/events", events(7));

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body())
                    .contains("\"code\":\"rate_limited\"")
                    .contains("the organization's limit of 10 events a second is used up");
            assertThat(number(refused, "Retry-After")).isBetween(1, 14);
            assertThat(number(refused, "X-RateLimit-Limit")).isEqualTo(10);
            assertThat(number(refused, "X-RateLimit-Remaining")).isZero();
            assertThat(number(refused, "X-RateLimit-Reset")).isBetween(1, 12);
            assertThat(refused.headers().firstValue("RateLimit").orElseThrow()).matches("\"events\";r=0;t=\\d+");
            HttpResponse<String> tinybird = edge.post("/v0/events?name=a", events(7));
            assertThat(tinybird.statusCode()).isEqualTo(429);
            assertThat(tinybird.body()).startsWith("{\"error\":");
            assertThat(number(tinybird, "X-RateLimit-Reset")).isPositive();

            // Nobody else is limited, or told of a limit.
            HttpResponse<String> another = post(edge, quiet, events(1_000));
            assertThat(another.statusCode()).isEqualTo(202);
            assertThat(another.headers().map()).doesNotContainKeys("ratelimit", "x-ratelimit-limit");

            // Received is accepted and shed, of requests and of events.
            assertThat(counted(edge, "penstock_edge_events_total", "outcome=\"accepted\""))
                    .isEqualTo("1110.0");
            assertThat(counted(edge, "penstock_edge_events_total", "reason=\"rate_limited\""))
                    .isEqualTo("14.0");
            assertThat(counted(edge, "penstock_edge_requests_total", "reason=\"rate_limited\""))
                    .isEqualTo("2.0");
            assertThat(counted(edge, "penstock_edge_rate_limited_requests_total", "holder=\"organization\""))
                    .isEqualTo("2.0");
            assertThat(edge.events()).hasSize(1_110);
        }
    }

    @Test
    void aDryRunRefusesNothingAndCountsWhatItWould() {
        try (RunningEdge edge = RunningEdge.start(
                kafka, Map.of("penstock.edge.admit.rate.mode", "dry-run", "penstock.edge.admit.rate.events", "1"))) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = edge.post("/v1/events", events(100));
                assertThat(answer.statusCode()).isEqualTo(202);
                assertThat(answer.headers().map()).doesNotContainKey("ratelimit");
            }

            assertThat(counted(edge, "penstock_edge_rate_would_limit_requests_total", "dimension=\"events\""))
                    .isEqualTo("4.0");
            assertThat(edge.events()).hasSize(500);
        }
    }

    @Test
    void pressureRefusesStepByStepAndLetsGo() throws Exception {
        try (RunningEdge edge = RunningEdge.start(kafka, Map.of("penstock.edge.admit.pressure.hysteresis", "0s"));
                KafkaProducer<byte[], byte[]> writer = producer()) {
            assertThat(edge.get("/readyz").body()).contains("no writer has told how far it is");
            edge.write(organization(RunningEdge.ORG, Limits.NONE, new Limits(null, 10L, null)));

            publish(writer, edge, PressureLevel.ELEVATED);
            awaitMetric(edge, "penstock_edge_pressure_level ", "1.0");
            await().atMost(PATIENCE).untilAsserted(() -> {
                publish(writer, edge, PressureLevel.ELEVATED);
                // Within what is guaranteed, or at least never more than once overdrawn.
                edge.post("/v1/events", events(200));
                HttpResponse<String> answer = edge.post("/v1/events", events(200));
                assertThat(answer.statusCode()).isEqualTo(429);
                assertThat(answer.body()).contains("sink_pressure");
                assertThat(number(answer, "Retry-After")).isPositive();
            });

            publish(writer, edge, PressureLevel.CRITICAL);
            awaitMetric(edge, "penstock_edge_pressure_level ", "3.0");
            HttpResponse<String> full = edge.post("/v1/events", events(1));
            assertThat(full.statusCode()).isEqualTo(503);
            assertThat(full.body()).contains("sink_full");
            assertThat(number(full, "Retry-After")).isPositive();
            assertThat(edge.get("/readyz").statusCode()).isEqualTo(200);

            publish(writer, edge, PressureLevel.FINE);
            awaitMetric(edge, "penstock_edge_pressure_level ", "0.0");
            assertThat(edge.post("/v1/events", events(1_000)).statusCode()).isEqualTo(202);
        }
    }

    /// The writers have told once how far they were, and are gone: nobody but the edge can see that the log fills.
    @Test
    void withoutWritersTheEdgeReckonsHowMuchRoomThereIs() throws Exception {
        try (RunningEdge edge = RunningEdge.start(kafka, Map.of());
                KafkaProducer<byte[], byte[]> writer = producer();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            ConfigResource events = new ConfigResource(ConfigResource.Type.TOPIC, edge.topic(Topic.EVENTS));
            admin.incrementalAlterConfigs(Map.of(
                            events,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("retention.ms", "40000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            assertThat(edge.post("/v1/events", events(10)).statusCode()).isEqualTo(202);
            for (int partition = 0; partition < 3; partition++) {
                Progress progress =
                        new Progress(new TopicId(1, 2), partition, 0, 0, Instant.now(), List.of(), List.of());
                writer.send(new ProducerRecord<>(
                                edge.topic(Topic.PROGRESS),
                                ProgressCodec.key(partition),
                                ProgressCodec.encode(progress)))
                        .get();
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(counted(edge, "penstock_edge_pressure_level ", ""))
                            .isIn("1.0", "2.0", "3.0"));
            assertThat(edge.get("/readyz").body()).contains("degraded");
        }
    }

    @Test
    void twoEdgesTogetherHoldTheLimit() throws Exception {
        long limit = 200;
        try (RunningEdge first = RunningEdge.start(kafka, Map.of("penstock.edge.admit.usage.instance", "first"))) {
            limit(first, RunningEdge.ORG, new Limits(null, limit, null), Limits.NONE);
            RunningEdge second = first.beside(Map.of("penstock.edge.admit.usage.instance", "second"));
            try {
                for (RunningEdge edge : List.of(first, second)) {
                    awaitMetric(edge, "penstock_edge_usage_edges ", "2.0");
                    awaitMetric(edge, "penstock_edge_usage_connected ", "1.0");
                    await().atMost(PATIENCE)
                            .until(() -> edge.post("/v1/events", events(1)).statusCode() == 202);
                }

                AtomicLong admitted = new AtomicLong();
                AtomicLong offered = new AtomicLong();
                AtomicBoolean running = new AtomicBoolean(true);
                long begun = System.nanoTime();
                try (ExecutorService senders = Executors.newFixedThreadPool(4)) {
                    List<Future<?>> all = Stream.of(first, first, first, second)
                            .<Future<?>>map(edge -> senders.submit(() -> {
                                while (running.get()) {
                                    offered.addAndGet(10);
                                    HttpResponse<String> answer = edge.post("/v1/events", events(10));
                                    int status = answer.statusCode();
                                    assertThat(status).as(answer.body()).isIn(202, 429);
                                    admitted.addAndGet(status == 202 ? 10 : 0);
                                }
                            }))
                            .toList();
                    await().pollDelay(Duration.ofSeconds(10)).atMost(PATIENCE).until(() -> true);
                    running.set(false);
                    for (Future<?> one : all) {
                        one.get();
                    }
                }
                double seconds = (System.nanoTime() - begun) / 1e9;

                // Each bucket was full at the beginning: the even part and a fifth of it, for one second.
                assertThat(admitted.get()).isLessThan((long) (1.25 * limit * seconds + 1.2 * limit));
                if (offered.get() > 3 * limit * seconds) {
                    assertThat(admitted.get()).isGreaterThan((long) (0.75 * limit * seconds));
                }
            } finally {
                second.close();
            }

            // Whoever stops says so; he is not waited for until he counts as silent.
            assertThat(lastUsageOf(first, "edge/second")).isEqualTo("nothing");
        }
    }

    private static void limit(RunningEdge edge, OrgId org, Limits limits, Limits guaranteed) {
        edge.write(organization(org, limits, guaranteed));
        // Until the edge has seen it: an answer tells.
        await().atMost(PATIENCE)
                .until(() -> edge.post("/v1/events", "")
                        .headers()
                        .firstValue("RateLimit")
                        .isPresent());
    }

    private static Organization organization(OrgId org, Limits limits, Limits guaranteed) {
        return new Organization(
                org, "Acme", OrganizationState.ACTIVE, Instant.EPOCH, limits, guaranteed, UnknownStreams.ANY);
    }

    private static void publish(KafkaProducer<byte[], byte[]> writer, RunningEdge edge, PressureLevel level)
            throws Exception {
        Pressure pressure =
                new Pressure(0, level, Duration.ZERO, 0.5, Instant.now().plusSeconds(10));
        writer.send(new ProducerRecord<>(
                        edge.topic(Topic.PRESSURE), PressureCodec.key(0), PressureCodec.encode(pressure)))
                .get();
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// What the last record of this key in the topic `usage` says: "nothing" or "something".
    private static String lastUsageOf(RunningEdge edge, String key) {
        TopicPartition usage = new TopicPartition(edge.topic(Topic.USAGE), 0);
        String last = "absent";
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            reader.assign(List.of(usage));
            reader.seekToBeginning(List.of(usage));
            long end = reader.endOffsets(List.of(usage)).getOrDefault(usage, 0L);
            while (reader.position(usage) < end) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
                    if (new String(record.key(), StandardCharsets.UTF_8).equals(key)) {
                        last = record.value() == null ? "nothing" : "something";
                    }
                }
            }
        }
        return last;
    }

    private static HttpResponse<String> post(RunningEdge edge, IngestionKey key, String body) {
        return edge.send(edge.request("/v1/events")
                .header("Authorization", "Bearer " + key.reveal())
                .POST(BodyPublishers.ofString(body)));
    }

    private static String events(int count) {
        return "{\"a\":1}\n".repeat(count);
    }

    private static int number(HttpResponse<String> answer, String header) {
        return Integer.parseInt(answer.headers().firstValue(header).orElseThrow());
    }

    private static void awaitMetric(RunningEdge edge, String name, String value) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counted(edge, name, "")).isEqualTo(value));
    }

    /// The sum of the series of a metric that have this tag.
    private static String counted(RunningEdge edge, String name, String tag) {
        double sum = edge.metrics()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
        return Double.toString(sum);
    }
}
