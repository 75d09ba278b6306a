package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.stream.StreamName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an adapter alone cannot show: keys in bodies, packed bodies, pages of other origins.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProtocolsIT {

    private static final String PAGE = "https://shop.example";
    private static final String OTHER_PAGE = "https://blog.example";

    private final IngestionKey shopKey = IngestionKey.generate("test", new SecureRandom());
    private final IngestionKey blogKey = IngestionKey.generate("test", new SecureRandom());

    private TestingKafka kafka;
    private RunningEdge edge;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.yaml"), """
                organizations: [{id: acme, name: Acme}]
                keys:
                  - {id: %s, organization: acme, secret_sha256: %s, origins: [%s]}
                  - {id: %s, organization: acme, secret_sha256: %s, origins: [%s]}
                """.formatted(
                        shopKey.id().value(), hash(shopKey), PAGE, blogKey.id().value(), hash(blogKey), OTHER_PAGE));
        kafka = TestingKafka.start();
        edge = RunningEdge.start(kafka, Map.of("penstock.edge.control.keys-file", keys.toString()));
    }

    @AfterAll
    void stop() {
        edge.close();
        kafka.close();
    }

    private static String hash(IngestionKey key) {
        return HexFormat.of().formatHex(key.secretHash().toByteArray());
    }

    @Test
    void aPageMayAskBeforeItSends() {
        HttpResponse<String> answer = preflight("/v1/t", PAGE, "authorization,content-type,x-retry-count");

        assertThat(answer.statusCode()).isEqualTo(204);
        HttpHeaders headers = answer.headers();
        assertThat(headers.firstValue("Access-Control-Allow-Origin")).contains(PAGE);
        assertThat(headers.firstValue("Access-Control-Allow-Credentials")).contains("true");
        assertThat(headers.firstValue("Access-Control-Allow-Methods")).contains("GET, POST");
        assertThat(headers.firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains(
                        "authorization",
                        "content-type",
                        "content-encoding",
                        "x-retry-count",
                        "x-penstock-key",
                        "idempotency-key");
        assertThat(headers.firstValue("Access-Control-Max-Age")).contains("7200");
        assertThat(headers.allValues("Vary")).contains("Origin");
        assertThat(headers.firstValue("Content-Length")).isEmpty();
    }

    @Test
    void theAttributesOfACloudEventMayBeSentByAPage() {
        assertThat(preflight("/v1/cloudevents", PAGE, "ce-id,ce-my1,x-other,ce-<>")
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElse(""))
                .endsWith(", ce-id, ce-my1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "https://shop.example.evil.example", "*", "https://*"})
    void anotherPageMayNot(String origin) {
        HttpResponse<String> answer = preflight("/v1/events", origin, "authorization");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("origin_not_allowed");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/collect?appId=", "/v0/events?name=web&token="})
    void theKeyInTheAddressDecidesForItsPagesAlone(String path) {
        assertThat(preflight(path + shopKey.reveal(), PAGE, "content-type").statusCode())
                .isEqualTo(204);
        assertThat(preflight(path + shopKey.reveal(), OTHER_PAGE, "content-type")
                        .statusCode())
                .isEqualTo(403);
        assertThat(preflight(path + edge.key(), PAGE, "content-type").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aPageReadsEveryAnswerToIt() {
        HttpResponse<String> good = fromPage("/v1/events", "{}", "Authorization", "Bearer " + shopKey.reveal());
        HttpResponse<String> bad = fromPage("/v1/events", "{", "Authorization", "Bearer " + shopKey.reveal());
        HttpResponse<String> unknown = fromPage("/v1/events", "{}", "Authorization", "Bearer pk_test_nope");

        assertThat(List.of(good.statusCode(), bad.statusCode(), unknown.statusCode()))
                .containsExactly(202, 400, 401);
        assertThat(List.of(good, bad, unknown)).allSatisfy(answer -> {
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(PAGE);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                    .contains("true");
            assertThat(answer.headers()
                            .firstValue("Access-Control-Expose-Headers")
                            .orElse(""))
                    .contains("Retry-After", "X-Request-Id");
        });
    }

    @Test
    void aPageCannotUseTheKeyOfAnother() {
        HttpResponse<String> answer = fromPage("/v1/events", "{}", "Authorization", "Bearer " + blogKey.reveal());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
    }

    /// `navigator.sendBeacon` with a text: no preflight, no header of ours, the key in the body.
    @Test
    void aBeaconIsTaken() {
        HttpResponse<String> answer = fromPage(
                "/v1/b",
                "{\"batch\":[{\"type\":\"page\",\"messageId\":\"beacon\"}],\"writeKey\":\"" + shopKey.reveal() + "\"}",
                "Content-Type",
                "text/plain;charset=UTF-8");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"success\":true}");
        assertThat(eventsOf(Protocol.SEGMENT)).anyMatch(event -> event.name().equals("page"));
    }

    @Test
    void aBodyWithItsKeyWithinIsSmallAndPlain() throws IOException {
        String key = "{\"writeKey\":\"" + edge.key() + "\",\"event\":\"e\",\"pad\":\"";

        assertThat(edge.send(edge.request("/v1/t").POST(BodyPublishers.ofString(key + "x".repeat(600_000) + "\"}")))
                        .statusCode())
                .isEqualTo(413);
        assertThat(edge.send(edge.request("/v1/t")
                                .POST(BodyPublishers.ofByteArray(gzip(key + "\"}")))
                                .header("Content-Encoding", "gzip"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(edge.send(edge.request("/v1/t").POST(BodyPublishers.ofString(key + "\"}")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(edge.send(edge.request("/v1/t").POST(BodyPublishers.ofString("{\"event\":\"e\"}")))
                        .statusCode())
                .isEqualTo(401);
        assertThat(eventsOf(Protocol.SEGMENT)).noneMatch(event -> text(event).contains(edge.key()));
    }

    /// Android's client packs its bundles so.
    @Test
    void clickstreamsPackedBundlesAreFoundByContent() throws IOException {
        String bundle = "[{\"event_type\":\"packed\",\"event_id\":\"p-1\",\"timestamp\":" + System.currentTimeMillis()
                + ",\"app_id\":\"" + edge.key() + "\"}]";
        String packed = Base64.getEncoder().encodeToString(gzip(bundle));
        String path = "/collect?compression=gzip&platform=Android&appId=" + edge.key();

        for (String body : List.of(packed, packed + "\n", bundle)) {
            HttpResponse<String> answer = edge.send(edge.request(path)
                    .POST(BodyPublishers.ofString(body))
                    .header("Content-Type", "application/json; charset=utf-8"));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        }
        List<Event> events = eventsOf(Protocol.CLICKSTREAM).stream()
                .filter(event -> event.name().equals("packed"))
                .toList();
        assertThat(events).hasSize(3);
        assertThat(events).map(Event::id).containsOnly(events.getFirst().id());
        assertThat(events).noneMatch(event -> text(event).contains(edge.key()));
        assertThat(edge.send(edge.request(path).POST(BodyPublishers.ofString("H4sI")))
                        .statusCode())
                .isEqualTo(400);
    }

    /// Sniffed as gzip it would be unpacked, or refused as broken.
    @Test
    void dataOfACloudEventThatIsGzipStaysGzip() throws IOException {
        byte[] data = gzip("hello");

        HttpResponse<String> answer = edge.post(
                "/v1/cloudevents",
                BodyPublishers.ofByteArray(data),
                "Content-Type",
                "application/gzip",
                "ce-specversion",
                "1.0",
                "ce-id",
                "z-1",
                "ce-source",
                "/gzip",
                "ce-type",
                "packed");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(eventsOf(Protocol.CLOUDEVENTS))
                .anyMatch(event -> text(event)
                        .contains("\"data_base64\":\"" + Base64.getEncoder().encodeToString(data) + "\""));
    }

    @Test
    void aKeyOfOneStreamLeadsThere() {
        String key = edge.newKey(Set.of(new StreamName("traces")), null).reveal();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(edge.send(edge.request("/")
                                        .POST(BodyPublishers.ofString("{\"message\":\"m\",\"traceId\":\"t-7\"}"))
                                        .header("Authorization", "Bearer " + key))
                                .statusCode())
                        .isEqualTo(202));

        assertThat(eventsOf(Protocol.AUTOBLOCKS))
                .anyMatch(event -> event.stream().value().equals("traces")
                        && event.traceId().equals("t-7"));
    }

    @Test
    void whatBringsNoEventsIsAnsweredToo() {
        assertThat(edge.get("/ping").body()).matches("\\{\"timestamp\":\\d+\\.\\d{3}}");
        assertThat(edge.get("/health").statusCode()).isEqualTo(200);
        HttpResponse<String> handshake = edge.send(edge.request("/v1/cloudevents")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("WebHook-Request-Origin", "events.example"));
        assertThat(handshake.statusCode()).isEqualTo(200);
        assertThat(handshake.headers().firstValue("WebHook-Allowed-Origin")).contains("events.example");
        assertThat(edge.get("/v1/track").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/collect?appId=%zz", "/collect?appId=%", "/collect?=", "/collect?&&", "/collect?appId"})
    void anOddAddressIsRefusedAndNoFault(String target) throws IOException {
        String request = "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 40").contains("\"code\":");
        }
    }

    private HttpResponse<String> preflight(String path, String origin, String headers) {
        return edge.send(edge.request(path)
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", headers));
    }

    private HttpResponse<String> fromPage(String path, String body, String... headers) {
        HttpRequest.Builder request =
                edge.request(path).POST(BodyPublishers.ofString(body)).header("Origin", PAGE);
        return edge.send(request.headers(headers));
    }

    private List<Event> eventsOf(Protocol protocol) {
        return edge.events().stream()
                .filter(event -> event.protocol() == protocol)
                .toList();
    }

    private static String text(Event event) {
        return new String(event.payload().toByteArray(), StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
