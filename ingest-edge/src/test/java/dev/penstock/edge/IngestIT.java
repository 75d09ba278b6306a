package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.wire.EventCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client sees, and what stands in Kafka afterwards.
class IngestIT {

    private static final JsonMapper JSON = new JsonMapper();

    private static TestingKafka kafka;
    private static RunningEdge edge;

    @BeforeAll
    static void start() {
        kafka = TestingKafka.start();
        edge = RunningEdge.start(kafka, Map.of());
    }

    @AfterAll
    static void stop() {
        edge.close();
        kafka.close();
    }

    @Test
    void anEventIsAcceptedWithItsIdAndStandsInKafkaByteForByte() {
        String id = UUID.randomUUID().toString();
        Instant time = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        String body = "{ \"event_id\":\"" + id + "\", \"event_name\" : \"päge\", \"timestamp\":" + time.toEpochMilli()
                + ",\"trace_id\":\"t-1\",\"n\":1.50,\"s\":\"\\u00e9\" }";

        HttpResponse<String> answer =
                edge.post("/v1/events/web", body, "X-Request-Id", "req-1", "User-Agent", "test/1");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("X-Request-Id")).contains("req-1");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"accepted\":1,\"rejected\":[],\"request_id\":\"req-1\",\"event_ids\":[\"" + id + "\"]}");
        ConsumerRecord<byte[], byte[]> record = recordOf(id);
        Event event = eventOf(id);
        assertThat(record.key()).isEqualTo("acme\0t-1".getBytes(StandardCharsets.UTF_8));
        assertThat(record.timestamp()).isEqualTo(event.receivedAt().toEpochMilli());
        assertThat(new String(event.payload().toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo(body);
        assertThat(event.org()).isEqualTo(RunningEdge.ORG);
        assertThat(event.stream()).isEqualTo(new StreamName("web"));
        assertThat(event.name()).isEqualTo("päge");
        assertThat(event.timestamp()).isEqualTo(time);
        assertThat(event.traceId()).isEqualTo("t-1");
        assertThat(event.userAgent()).isEqualTo("test/1");
        assertThat(event.requestId()).isEqualTo("req-1");
        assertThat(event.protocol()).isEqualTo(Protocol.NATIVE);
        assertThat(event.receivedAt()).isBetween(time, Instant.now());
        // 127.0.0.1, mapped.
        assertThat(event.source().high()).isZero();
        assertThat(event.source().low()).isEqualTo(0x0000_FFFF_7F00_0001L);
    }

    @Test
    void anEventWithoutAnythingGetsAUuid7OfItsReceiveTimeAndNoKey() throws Exception {
        JsonNode answer =
                JSON.readTree(edge.post("/v1/events", "{\"plain\":true}").body());
        String id = answer.get("event_ids").get(0).asString();

        Event event = eventOf(id);

        assertThat(event.id().embeddedTime()).contains(event.receivedAt());
        assertThat(event.timestamp()).isEqualTo(event.receivedAt());
        assertThat(event.stream()).isEqualTo(StreamName.DEFAULT);
        assertThat(event.traceId()).isEmpty();
        assertThat(recordOf(id).key()).isNull();
    }

    @Test
    void linesGetAVerdictEach() {
        HttpResponse<String> answer = edge.post(
                "/v1/events", "{\"event_name\":\"a\"}\n{\"event_name\":}\n[]\n{\"timestamp\":true}\n{\"b\":1}\n");

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.get("accepted").asInt()).isEqualTo(2);
        assertThat(body.get("event_ids").size()).isEqualTo(2);
        assertThat(body.get("rejected").toString())
                .isEqualTo(
                        "[{\"index\":1,\"code\":\"malformed_json\",\"detail\":\"line 2, column 15: this character cannot stand here\"},"
                                + "{\"index\":2,\"code\":\"not_an_object\",\"detail\":\"an event is a JSON object\"},"
                                + "{\"index\":3,\"code\":\"invalid_field\",\"detail\":\"timestamp must be a time of RFC 3339 with an offset, or a number of seconds (below 10^11) or milliseconds\"}]");
    }

    @Test
    void whenAllEventsAreRejectedTheAnswerIs400WithTheSameBody() {
        HttpResponse<String> answer =
                edge.post("/v1/events", "[{\"timestamp\":\"1999-01-01T00:00:00Z\"},{\"event_id\":7}]");

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.get("accepted").asInt()).isZero();
        assertThat(body.get("rejected").get(0).get("code").asString()).isEqualTo("timestamp_out_of_range");
        assertThat(body.get("rejected").get(1).get("detail").asString()).isEqualTo("event_id must be a string");
    }

    @Test
    void brokenJsonIs400WithLineAndColumnAndNothingIsStored() {
        String mark = UUID.randomUUID().toString();
        HttpResponse<String> answer = edge.post("/v1/events", "[{\"mark\":\"" + mark + "\"},\n {\"a\":tru}]");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo("malformed_json");
        assertThat(problem.get("status").asInt()).isEqualTo(400);
        assertThat(problem.get("title").asString()).isEqualTo("Bad Request");
        assertThat(problem.get("detail").asString()).isEqualTo("line 2, column 7: neither true, false nor null");
        assertThat(problem.get("request_id").asString())
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(edge.events()).noneMatch(event -> text(event).contains(mark));
    }

    @Test
    void idsAreLeftOutAboveAThousandEventsUnlessAskedFor() {
        String body = "{\"a\":1}\n".repeat(1001);

        assertThat(JSON.readTree(edge.post("/v1/events", body).body()).has("event_ids"))
                .isFalse();
        assertThat(JSON.readTree(edge.post("/v1/events?ids=true", body).body())
                        .get("event_ids")
                        .size())
                .isEqualTo(1001);
        assertThat(edge.post("/v1/events", "{\"a\":1}\n".repeat(10_001)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void everyWrongKeyGetsTheSameAnswer() {
        IngestionKey revoked = edge.newKey(Set.of(), null);
        IngestionKey expired = edge.newKey(Set.of(), Instant.now().minusSeconds(5));
        IngestionKey unknown = IngestionKey.generate("test", new SecureRandom());
        edge.revoke(revoked);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> postAs(revoked.reveal()).statusCode() == 401);
        String body = withoutRequestId(postAs("nonsense").body());

        for (String key : List.of(unknown.reveal(), revoked.reveal(), expired.reveal(), edge.key() + "x")) {
            HttpResponse<String> answer = postAs(key);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(withoutRequestId(answer.body())).isEqualTo(body);
        }
        assertThat(body).contains("\"code\":\"unknown_key\"");
    }

    @Test
    void aKeyIsAlsoTakenFromItsOwnHeaderAndNeverFromTheQuery() {
        assertThat(edge.send(edge.request("/v1/events")
                                .header("X-Penstock-Key", edge.key())
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(202);
        HttpResponse<String> none =
                edge.send(edge.request("/v1/events?token=" + edge.key()).POST(BodyPublishers.ofString("{}")));
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.body()).contains("missing_key");
    }

    @Test
    void aKeyForSomeStreamsWritesNoOther() {
        IngestionKey key = edge.newKey(Set.of(new StreamName("web")), null);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> postAs(key.reveal()).statusCode() != 401);

        assertThat(postTo("/v1/events/web", key, "{}").statusCode()).isEqualTo(202);
        assertThat(postTo("/v1/events/app", key, "{}").statusCode()).isEqualTo(403);
        assertThat(postTo("/v1/events", key, "{\"stream\":\"web\"}").statusCode())
                .isEqualTo(202);
        HttpResponse<String> other = postTo("/v1/events", key, "{\"stream\":\"app\"}\n{\"stream\":\"web\"}");
        assertThat(other.statusCode()).isEqualTo(202);
        assertThat(other.body()).contains("{\"index\":0,\"code\":\"key_not_allowed\"");
        assertThat(postTo("/v0/events?name=app", key, "{}").statusCode()).isEqualTo(403);
    }

    @Test
    void theOrganizationIsNeverTheOneTheBodyNames() {
        String mark = UUID.randomUUID().toString();
        edge.post(
                "/v1/events?org=evil",
                "{\"org_id\":\"evil\",\"org\":\"evil\",\"mark\":\"" + mark + "\"}",
                "X-Org-Id",
                "evil");

        assertThat(edge.events())
                .filteredOn(event -> text(event).contains(mark))
                .singleElement()
                .extracting(Event::org)
                .isEqualTo(RunningEdge.ORG);
    }

    @Test
    void tinybirdsClientsGetTheirNumbers() {
        HttpResponse<String> answer = edge.post(
                "/v0/events?name=audit_logs__v2&from=ts-sdk",
                "{\"timestamp\":\"yesterday\",\"event_id\":5}\n{\"a\":}\n{\"b\":2}",
                "Content-Type",
                "application/x-www-form-urlencoded");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"successful_rows\":2,\"quarantined_rows\":1}");
        HttpResponse<String> byToken =
                edge.send(edge.request("/v0/events?name=a&token=" + edge.key()).POST(BodyPublishers.ofString("{}")));
        assertThat(byToken.statusCode()).isEqualTo(202);
        assertThat(edge.events())
                .filteredOn(event -> event.stream().value().equals("audit_logs__v2"))
                .hasSize(2)
                .allMatch(event ->
                        event.protocol() == Protocol.TINYBIRD && event.sdk().equals("ts-sdk"));
    }

    @Test
    void tinybirdsClientsGetTheirErrors() {
        HttpResponse<String> badKey = edge.send(edge.request("/v0/events?name=a")
                .header("Authorization", "Bearer nonsense")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(badKey.statusCode()).isEqualTo(403);
        assertThat(JSON.readTree(badKey.body()).get("error").isString()).isTrue();
        HttpResponse<String> noName = edge.post("/v0/events", "{}");
        assertThat(noName.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(noName.body()).get("error").asString()).isEqualTo("the parameter name is missing");
        HttpResponse<String> broken = edge.post("/v0/events?name=a", "{\"a\":");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(broken.body()).get("error").asString()).contains("line 1, column 6");
    }

    @Test
    void gzipIsTakenByItsHeaderAndByItsFirstBytes() throws IOException {
        byte[] packed = gzip("{\"a\":1}\n{\"b\":2}".getBytes(StandardCharsets.UTF_8));

        assertThat(edge.post("/v1/events", BodyPublishers.ofByteArray(packed), "Content-Encoding", "gzip")
                        .body())
                .contains("\"accepted\":2");
        assertThat(edge.post("/v1/events", BodyPublishers.ofByteArray(packed)).body())
                .contains("\"accepted\":2");
        assertThat(edge.post(
                                "/v1/events",
                                BodyPublishers.ofByteArray(Arrays.copyOf(packed, packed.length - 3)),
                                "Content-Encoding",
                                "gzip")
                        .body())
                .contains("malformed_encoding");
        assertThat(edge.post("/v1/events", "{}", "Content-Encoding", "gzip").body())
                .contains("malformed_encoding");
        HttpResponse<String> other = edge.post("/v1/events", "{}", "Content-Encoding", "compress");
        assertThat(other.statusCode()).isEqualTo(415);
        assertThat(other.headers().firstValue("Accept-Encoding")).contains("gzip, zstd, br, lz4, deflate");
    }

    @Test
    void aBombIsRefusedBeforeItIsLarge() throws IOException {
        byte[] bomb = gzip(new byte[300 << 20]);

        HttpResponse<String> answer =
                edge.post("/v1/events", BodyPublishers.ofByteArray(bomb), "Content-Encoding", "gzip");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("body_too_large");
    }

    @Test
    void aBodyOverTheLimitIs413WhetherAnnouncedOrNot() {
        byte[] large = new byte[(5 << 20) + 1];

        assertThat(edge.post("/v1/events", BodyPublishers.ofByteArray(large)).statusCode())
                .isEqualTo(413);
        assertThat(edge.post("/v1/events", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(edge.post("/v1/events", "{}").statusCode()).isEqualTo(202);
    }

    @Test
    void aLargeBodyOfManyEventsIsTakenWhole() {
        String event = "{\"text\":\"" + "x".repeat(500_000) + "\"}";

        assertThat(edge.post("/v1/events", "[" + (event + ",").repeat(8) + event + "]")
                        .body())
                .contains("\"accepted\":9");
    }

    @Test
    void anEventAtTheLimitIsStoredAndOneOverIsNot() {
        String frame = "{\"text\":\"\"}";
        String largest = frame.replace("\"\"", "\"" + "y".repeat(900 * 1024 - frame.length()) + "\"");

        assertThat(edge.post(
                                "/v1/events",
                                largest,
                                "User-Agent",
                                "é".repeat(10_000).substring(0, 300))
                        .statusCode())
                .isEqualTo(202);
        HttpResponse<String> over =
                edge.post("/v1/events", largest + " ".repeat(0) + "\n" + largest.replaceFirst("y", "yy"));
        assertThat(over.body()).contains("\"accepted\":1").contains("{\"index\":1,\"code\":\"event_too_large\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/actuator",
                "/actuator/heapdump",
                "/actuator/prometheus",
                "/v1/events/",
                "/v1/events/a/b",
                "/v2/events",
                "/actuator/health",
                "/actuator/env",
                "/v0/events/x"
            })
    void whatIsNotThereIs404InJson(String path) {
        HttpResponse<String> answer = edge.post(path, "{}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JSON.readTree(answer.body()).get("code").asString()).isEqualTo("not_found");
    }

    @Test
    void anotherMethodIs405AndNamesTheRightOne() {
        HttpResponse<String> answer = edge.get("/v1/events");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
        HttpResponse<String> head = edge.send(edge.request("/v1/events").HEAD());
        assertThat(head.statusCode()).isEqualTo(405);
        assertThat(head.body()).isEmpty();
        HttpResponse<String> probe = edge.post("/livez", "");
        assertThat(probe.statusCode()).isEqualTo(405);
        assertThat(probe.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(edge.send(edge.request("/livez").HEAD()).statusCode()).isEqualTo(200);
        assertThat(edge.send(edge.request("/readyz").HEAD()).statusCode()).isEqualTo(200);
    }

    @Test
    void theProbesAnswerInJson() {
        assertThat(edge.get("/livez").body()).isEqualTo("{\"status\":\"alive\"}");
        // No writer runs here, and the edge says what it cannot know without one.
        assertThat(edge.get("/readyz").body())
                .isEqualTo("{\"status\":\"degraded\",\"degraded\":[\"no writer has told how far it is: "
                        + "nothing is refused for pressure on the sink\"]}");
    }

    @Test
    void requestsAndEventsAreEachCountedOnce() {
        double acceptedBefore = metric("penstock_edge_events_total{outcome=\"accepted\",reason=\"none\"}");
        double rejectedBefore = metric("penstock_edge_events_total{outcome=\"rejected\",reason=\"malformed_json\"}");
        double requestsBefore = metric("penstock_edge_requests_total{outcome=\"accepted\",reason=\"none\"}");
        double unknownBefore = metric("penstock_edge_requests_total{outcome=\"rejected\",reason=\"unknown_key\"}");

        edge.post("/v1/events", "{}\n{}\n{\n");
        postAs("nonsense");

        assertThat(metric("penstock_edge_events_total{outcome=\"accepted\",reason=\"none\"}") - acceptedBefore)
                .isEqualTo(2);
        assertThat(metric("penstock_edge_events_total{outcome=\"rejected\",reason=\"malformed_json\"}")
                        - rejectedBefore)
                .isEqualTo(1);
        assertThat(metric("penstock_edge_requests_total{outcome=\"accepted\",reason=\"none\"}") - requestsBefore)
                .isEqualTo(1);
        assertThat(metric("penstock_edge_requests_total{outcome=\"rejected\",reason=\"unknown_key\"}") - unknownBefore)
                .isEqualTo(1);
        // A client has its answer a little before the edge has put the request away.
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(metric("penstock_edge_in_flight_bytes")).isZero());
    }

    @Test
    void theManagementPortTakesNoEvents() {
        HttpResponse<String> answer =
                edge.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.managementPort() + "/v1/events"))
                        .header("Authorization", "Bearer " + edge.key())
                        .POST(BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(404);
    }

    private double metric(String name) {
        return edge.metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no meter " + name));
    }

    private static HttpResponse<String> postAs(String key) {
        return edge.send(edge.request("/v1/events")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString("{}")));
    }

    private static HttpResponse<String> postTo(String path, IngestionKey key, String body) {
        return edge.send(edge.request(path)
                .header("Authorization", "Bearer " + key.reveal())
                .POST(BodyPublishers.ofString(body)));
    }

    private static String withoutRequestId(String body) {
        return body.replaceAll("\"request_id\":\"[^\"]*\"", "");
    }

    private static Event eventOf(String id) {
        EventId wanted = EventId.parse(id).orElseThrow();
        return edge.events().stream()
                .filter(event -> event.id().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    private static ConsumerRecord<byte[], byte[]> recordOf(String id) {
        List<ConsumerRecord<byte[], byte[]>> records = edge.records();
        Event event = eventOf(id);
        return records.stream()
                .filter(record -> Arrays.equals(record.value(), EventCodec.encode(event)))
                .findFirst()
                .orElseThrow();
    }

    private static String text(Event event) {
        return new String(event.payload().toByteArray(), StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }
}
