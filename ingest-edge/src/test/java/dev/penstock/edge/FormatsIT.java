package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.unpack.ContentCoding;
import dev.penstock.edge.unpack.Packing;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventIdGenerator;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.stream.StreamName;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What may stand in a request, and how it may be packed.
class FormatsIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestingKafka kafka;
    private static RunningEdge edge;
    // Stopped last: in one process, an edge that stops takes the event loops of the others with it.
    private static RunningEdge other;

    @BeforeAll
    static void start() {
        kafka = TestingKafka.start();
        edge = RunningEdge.start(
                kafka, Map.of("penstock.edge.large-bodies.queue", "2", "penstock.edge.admit.organization-share", "1"));
        other = edge.beside(Map.of());
    }

    @AfterAll
    static void stop() {
        edge.close();
        other.close();
        kafka.close();
    }

    @AfterEach
    void everythingIsGivenBack() {
        Awaitility.await().atMost(PATIENCE).until(() -> edge.metrics().contains("penstock_edge_in_flight_bytes 0.0"));
    }

    // Encodings

    @ParameterizedTest
    @EnumSource
    void aPackedBodyIsTakenHoweverLargeItIs(ContentCoding coding) {
        for (int events : new int[] {1, 400, 9_000}) {
            String request = UUID.randomUUID().toString();
            byte[] packed = Packing.pack(coding, bytes("{\"event_name\":\"packed\",\"n\":1}\n".repeat(events)));

            HttpResponse<String> answer = edge.post(
                    "/v1/events",
                    BodyPublishers.ofByteArray(packed),
                    "Content-Encoding",
                    coding.token(),
                    "X-Request-Id",
                    request);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(of(request))
                    .hasSize(events)
                    .allMatch(event -> payload(event).equals("{\"event_name\":\"packed\",\"n\":1}"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD", "LZ4"})
    void aBodyThatBeginsLikeAPackedOneNeedNotSaySo(ContentCoding coding) {
        HttpResponse<String> answer =
                edge.post("/v1/events", BodyPublishers.ofByteArray(Packing.pack(coding, bytes("{}"))));

        assertThat(answer.statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, gzip", "gzip, br", "compress", "snappy"})
    void anotherCodingOrTwoAreRefusedWithWhatIsTaken(String header) {
        HttpResponse<String> answer = edge.post("/v1/events", "{}", "Content-Encoding", header);

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(code(answer)).isEqualTo("unsupported_encoding");
        assertThat(answer.headers().firstValue("Accept-Encoding")).contains("gzip, zstd, br, lz4, deflate");
        assertThat(JSON.readTree(answer.body()).get("detail").asString())
                .isEqualTo("a body may be sent plain, or packed once, by one of gzip, zstd, br, lz4, deflate");
    }

    @Test
    void twoHeadersAreTwoCodings() {
        HttpResponse<String> answer =
                edge.post("/v1/events", "{}", "Content-Encoding", "gzip", "Content-Encoding", "br");

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @EnumSource
    void aBombIsRefusedAndTheNextRequestIsTaken(ContentCoding coding) {
        byte[] bomb = Packing.bomb(coding);
        byte[] sendable = bomb.length <= 5 << 20 ? bomb : Arrays.copyOf(bomb, 5 << 20);
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> answer =
                    edge.post("/v1/events", BodyPublishers.ofByteArray(sendable), "Content-Encoding", coding.token());

            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(code(answer)).isEqualTo("body_too_large");
        }
        assertThat(edge.post("/v1/events", "{}").statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenBodyIsRefused(ContentCoding coding) {
        byte[] packed = Packing.pack(coding, bytes("{\"event_name\":\"cut\"}"));

        HttpResponse<String> answer = edge.post(
                "/v1/events",
                BodyPublishers.ofByteArray(packed, 0, packed.length - 1),
                "Content-Encoding",
                coding.token());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("malformed_encoding");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPackedTwiceIsUnpackedOnceAndIsNoJson(ContentCoding coding) {
        byte[] twice = Packing.pack(coding, Packing.pack(ContentCoding.GZIP, bytes("{}")));

        HttpResponse<String> answer =
                edge.post("/v1/events", BodyPublishers.ofByteArray(twice), "Content-Encoding", coding.token());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("malformed_json");
    }

    // Large bodies

    @Test
    void onlyLargeBodiesLeaveTheEventLoop() {
        double before = metric("penstock_edge_large_bodies_seconds_count");
        edge.post("/v1/events", "{\"a\":1}\n".repeat(500));
        edge.post("/v1/events", "{\"a\":\"" + "x".repeat(250_000) + "\"}");
        edge.post("/v1/events", BodyPublishers.ofByteArray(gzip("{\"a\":1}\n".repeat(500))));
        assertThat(metric("penstock_edge_large_bodies_seconds_count")).isEqualTo(before);

        // More events, more bytes, and more bytes than the packed body shows.
        assertThat(edge.post("/v1/events", "{\"a\":1}\n".repeat(501)).statusCode())
                .isEqualTo(202);
        assertThat(edge.post("/v1/events", "{\"a\":\"" + "x".repeat(270_000) + "\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(edge.post("/v1/events", BodyPublishers.ofByteArray(gzip("{\"a\":\"" + "x".repeat(270_000) + "\"}")))
                        .statusCode())
                .isEqualTo(202);
        assertThat(metric("penstock_edge_large_bodies_seconds_count")).isEqualTo(before + 3);
    }

    @Test
    void aLargeBodyIsJudgedAsASmallOneIs() {
        String good = "{\"a\":1}\n".repeat(2_000);

        assertThat(JSON.readTree(edge.post("/v1/events", good + "{\"a\":}\n" + good)
                                .body())
                        .get("rejected")
                        .get(0)
                        .get("index")
                        .asInt())
                .isEqualTo(2_000);
        assertThat(code(edge.post("/v1/events", "[" + good.replace('\n', ',') + "{}")))
                .isEqualTo("malformed_json");
        assertThat(edge.post("/v1/events", "[]\n".repeat(2_000)).statusCode()).isEqualTo(400);
        assertThat(code(edge.post("/v1/events", "{}\n".repeat(10_001)))).isEqualTo("too_many_events");
    }

    @Test
    void moreLargeBodiesThanMayWaitAre503AndTheEdgeStaysAlive() throws Exception {
        String line = "{\"event_name\":\"large\",\"filler\":\"" + noise(400) + "\"}\n";
        byte[] packed = bytes(line.repeat(9_900));
        List<Callable<HttpResponse<String>>> sending = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            sending.add(() -> edge.post("/v1/events", BodyPublishers.ofByteArray(packed)));
        }
        try (ExecutorService clients = Executors.newFixedThreadPool(12)) {
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                List<Integer> statuses = new ArrayList<>();
                for (Future<HttpResponse<String>> answer : clients.invokeAll(sending)) {
                    HttpResponse<String> got = answer.get();
                    statuses.add(got.statusCode());
                    if (got.statusCode() == 503) {
                        assertThat(code(got)).isIn("edge_full", "log_unavailable");
                        assertThat(got.headers().firstValue("Retry-After")).isPresent();
                    }
                }
                assertThat(statuses).isSubsetOf(202, 503).contains(503);
                assertThat(edge.get("/livez").statusCode()).isEqualTo(200);
                assertThat(metric("penstock_edge_large_bodies_shed_requests_total"))
                        .isPositive();
            });
        }
    }

    // Idempotency

    @Test
    void aRetryWithTheSameKeyIsTheSameEventsOnEveryEdge() {
        Instant time = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        String body = "{\"timestamp\":\"" + time + "\",\"trace_id\":\"t\"}\n{\"bad\n{\"timestamp\":"
                + time.toEpochMilli() + "}\n{\"timestamp\":" + time.toEpochMilli() + ",\"event_id\":\"order-1\"}\n";
        String key = UUID.randomUUID().toString();

        List<String> first = retried(edge, body, "\"" + key + "\"", "one");
        List<String> second = retried(edge, body, key, "two");
        List<String> third = retried(other, body, key, "three");

        assertThat(first).hasSize(3).doesNotHaveDuplicates().isEqualTo(second).isEqualTo(third);
        assertThat(of("two")).allMatch(event -> event.timestamp().equals(time));
        assertThat(retried(edge, body, key + "x", "four")).doesNotContain(first.get(0), first.get(1));
    }

    @Test
    void aUuid7AsKeyLendsItsTime() {
        String body = "[{\"a\":1},{\"b\":2}]";
        String key = new EventIdGenerator().next(Instant.now()).toString();

        assertThat(retried(edge, body, key, "seven-1")).isEqualTo(retried(edge, body, key, "seven-2"));
        assertThat(of("seven-1"))
                .extracting(Event::timestamp)
                .containsOnly(of("seven-2").getFirst().timestamp());
    }

    @Test
    void withoutATimeTheWholeRequestIsRefused() {
        Instant time = Instant.now();
        HttpResponse<String> answer = edge.post(
                "/v1/events",
                "{\"timestamp\":\"" + time + "\"}\n{\"a\":1}\n",
                "Idempotency-Key",
                "order-7",
                "X-Request-Id",
                "no-time");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("idempotency_needs_time");
        assertThat(of("no-time")).isEmpty();
    }

    @Test
    void aWrongKeyIsAWrongParameter() {
        HttpResponse<String> answer = edge.post("/v1/events", "{}", "Idempotency-Key", "\"a b\"");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("invalid_parameter");
        // Their clients may send it for reasons of their own.
        assertThat(edge.post("/v0/events?name=x", "{}", "Idempotency-Key", "\"a b\"")
                        .statusCode())
                .isEqualTo(202);
    }

    // Streams

    @Test
    void anUnknownStreamIsWhatTheOrganizationSays() {
        edge.write(new ControlFact.StreamFact(new StreamName("known_one"), 1, "{}"));
        organizationWants(UnknownStreams.REFUSE);
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> edge.post("/v1/events/typo", "{}").statusCode() == 404);
            assertThat(code(edge.post("/v1/events/typo", "{}"))).isEqualTo("unknown_stream");
            assertThat(edge.post("/v0/events?name=typo", "{}").statusCode()).isEqualTo(404);
            assertThat(edge.post("/v1/events/known_one", "{}").statusCode()).isEqualTo(202);
            assertThat(edge.post("/v1/events", "{}").statusCode()).isEqualTo(202);
            JsonNode mixed = JSON.readTree(edge.post("/v1/events", "[{\"stream\":\"typo\"},{\"stream\":\"known_one\"}]")
                    .body());
            assertThat(mixed.get("accepted").asInt()).isEqualTo(1);
            assertThat(mixed.get("rejected").get(0).get("code").asString()).isEqualTo("unknown_stream");

            organizationWants(UnknownStreams.DEFAULT);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> edge.post("/v1/events/typo", "{}", "X-Request-Id", "rewritten")
                                    .statusCode()
                            == 202);
            assertThat(of("rewritten")).extracting(Event::stream).containsOnly(StreamName.DEFAULT);
        } finally {
            organizationWants(UnknownStreams.ANY);
            Awaitility.await().atMost(PATIENCE).until(() -> {
                String request = UUID.randomUUID().toString();
                edge.post("/v1/events/typo", "{}", "X-Request-Id", request);
                return of(request).stream().anyMatch(event -> event.stream().equals(new StreamName("typo")));
            });
        }
    }

    // Sizes and times

    @Test
    void theLargestEventWithTheLargestEnvelopeFitsIntoARecord() {
        String long256 = "é".repeat(256);
        String fields =
                "\"trace_id\":\"" + long256 + "\",\"event_name\":\"" + long256 + "\",\"event_id\":\"" + long256 + "\"";
        String noise = noise(921_600 - bytes("{" + fields + ",\"n\":\"\"}").length);
        String event = "{" + fields + ",\"n\":\"" + noise + "\"}";
        assertThat(bytes(event)).hasSize(921_600);

        HttpResponse<String> largest = edge.post(
                "/v1/events/" + "s".repeat(128),
                event,
                "User-Agent",
                "u".repeat(300),
                "X-Penstock-SDK",
                "s".repeat(300),
                "X-Request-Id",
                "largest");
        HttpResponse<String> larger = edge.post("/v1/events", event.replace("\"n\":\"", "\"n\":\"x"));

        assertThat(largest.statusCode()).as(largest.body()).isEqualTo(202);
        assertThat(of("largest")).extracting(FormatsIT::payload).containsExactly(event);
        assertThat(larger.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(larger.body())
                        .get("rejected")
                        .get(0)
                        .get("code")
                        .asString())
                .isEqualTo("event_too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"9999-12-31T23:59:59.999Z\"",
                "\"0000-01-01T00:00:00Z\"",
                "253402300799999",
                "0",
                "1e-300",
            })
    void aTimeOfSendingMayBeAbsurdAndStaysATime(String sentAt) {
        String request = UUID.randomUUID().toString();

        assertThat(edge.post("/v1/events", "{\"sent_at\":" + sentAt + "}", "X-Request-Id", request)
                        .statusCode())
                .isEqualTo(202);
        Event event = of(request).getFirst();
        // A number of milliseconds, and a difference, that a 64-bit column holds.
        assertThat(Math.subtractExact(
                        event.receivedAt().toEpochMilli(),
                        Objects.requireNonNull(event.sentAt()).toEpochMilli()))
                .isBetween(-400_000_000_000_000L, 400_000_000_000_000L);
        assertThat(event.timestamp()).isEqualTo(event.receivedAt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e300", "-1", "253402300800000", "99999999999999999999", "\"soon\"", "\"10000-01-01T00:00:00Z\""
            })
    void aTimeOfSendingThatIsNoneIsAVerdict(String sentAt) {
        HttpResponse<String> answer = edge.post("/v1/events", "{\"sent_at\":" + sentAt + "}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body())
                        .get("rejected")
                        .get(0)
                        .get("code")
                        .asString())
                .isEqualTo("invalid_field");
    }

    private static void organizationWants(UnknownStreams unknown) {
        edge.write(new ControlFact.OrganizationFact(new Organization(
                RunningEdge.ORG,
                "Acme",
                OrganizationState.ACTIVE,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                Limits.NONE,
                Limits.NONE,
                unknown)));
    }

    private static List<String> retried(RunningEdge edge, String body, String key, String request) {
        HttpResponse<String> answer = edge.post("/v1/events", body, "Idempotency-Key", key, "X-Request-Id", request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        List<String> told = JSON.readTree(answer.body())
                .get("event_ids")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        assertThat(of(request)).extracting(event -> event.id().toString()).containsExactlyInAnyOrderElementsOf(told);
        return told;
    }

    private static List<Event> of(String request) {
        return edge.events().stream()
                .filter(event -> event.requestId().equals(request))
                .toList();
    }

    private static String code(HttpResponse<String> answer) {
        return JSON.readTree(answer.body()).get("code").asString();
    }

    private static double metric(String name) {
        return edge.metrics()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// Text that does not pack.
    private static String noise(int size) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        StringBuilder noise = new StringBuilder(size);
        Random random = new Random(1);
        for (int i = 0; i < size; i++) {
            noise.append(letters.charAt(random.nextInt(64)));
        }
        return noise.toString();
    }

    private static byte[] gzip(String text) {
        return Packing.pack(ContentCoding.GZIP, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String payload(Event event) {
        return new String(event.payload().toByteArray(), StandardCharsets.UTF_8);
    }
}
