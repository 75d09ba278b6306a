package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// Whatever comes, what came in is what went out: requests and events are counted on both sides, in different
/// places, and the sums meet.
@ExtendWith(OutputCaptureExtension.class)
class AccountingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestingKafka kafka;
    private static RunningEdge edge;

    @BeforeAll
    static void start() {
        kafka = TestingKafka.start();
        edge = RunningEdge.start(
                kafka,
                Map.of(
                        "penstock.edge.http.read-timeout", "1s",
                        "penstock.edge.http.head-timeout", "1s",
                        "penstock.edge.http.access-log", "refused",
                        "penstock.edge.http.access-log-rate", "20",
                        "penstock.edge.admit.body", "100KB"));
    }

    @AfterAll
    static void stop() {
        edge.close();
        kafka.close();
    }

    @Test
    void everyRequestAndEveryEventIsAccountedFor() throws IOException {
        for (int round = 0; round < 20; round++) {
            sound();
            refused();
            broken();
            aborted();
        }
        kafka.pause();
        try {
            for (int i = 0; i < 15; i++) {
                edge.post("/v1/events", "[{},{},{}]");
            }
        } finally {
            kafka.resume();
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> edge.post("/v1/events", "{}").statusCode() == 202);

        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            Scrape scrape = new Scrape(edge.metrics());
            assertThat(scrape.sum("penstock_edge_requests_total"))
                    .isEqualTo(scrape.sum("penstock_edge_received_requests_total"));
            assertThat(scrape.sum("penstock_edge_events_total"))
                    .isEqualTo(scrape.sum("penstock_edge_received_events_total"));
        });
        Scrape scrape = new Scrape(edge.metrics());
        // Each kind was really there.
        for (String outcome : List.of("accepted", "rejected", "unknown", "aborted", "served")) {
            assertThat(scrape.sum("penstock_edge_requests_total", "outcome=\"" + outcome + "\""))
                    .as(outcome)
                    .isGreaterThan(0);
        }
        for (String reason : List.of(
                "bad_request",
                "uri_too_long",
                "headers_too_large",
                "http_version_not_supported",
                "unknown_key",
                "missing_key",
                "malformed_json",
                "body_too_large",
                "body_timeout",
                "not_found",
                "method_not_allowed",
                "malformed_encoding",
                "log_unavailable")) {
            assertThat(scrape.sum("penstock_edge_requests_total", "reason=\"" + reason + "\""))
                    .as(reason)
                    .isGreaterThan(0);
        }
        assertThat(scrape.sum("penstock_edge_events_total", "reason=\"malformed_json\""))
                .isGreaterThanOrEqualTo(20);
    }

    @Test
    void theScrapeIsWhatPrometheusTakes() {
        edge.post("/v1/events", "{}");

        assertThat(new Scrape(edge.metrics()).faults()).isEmpty();
    }

    @Test
    void onlyPairsThatCanOccurAreThereFromTheStart() {
        assertThat(edge.metrics().lines())
                .noneMatch(line ->
                        line.startsWith("penstock_edge_requests_total{outcome=\"accepted\",reason=\"unknown_key\""))
                .noneMatch(line ->
                        line.startsWith("penstock_edge_requests_total{outcome=\"rejected\",reason=\"edge_full\""))
                .anyMatch(
                        line -> line.startsWith("penstock_edge_requests_total{outcome=\"shed\",reason=\"edge_full\""));
    }

    @Test
    void theAccessLogSaysWhatAndNeverWhatWasSent(CapturedOutput output) {
        edge.post(
                "/v1/events?token=a-secret-of-the-query", "{\"a\":a-secret-of-the-body", "X-Request-Id", "my-request");
        edge.send(edge.request("/a-secret-of-the-path").GET());

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(output.getAll().lines())
                        .filteredOn(line -> line.contains("my-request"))
                        .singleElement()
                        .asString()
                        .contains("dev.penstock.edge.access", "\"path\":\"/v1/events\"", "\"status\":400")
                        .contains("\"reason\":\"malformed_json\"", "\"organization\":\"acme\"", "\"micros\""));
        assertThat(output.getAll()).doesNotContain("a-secret-of", edge.key());
    }

    @Test
    void aFloodOfRefusalsIsNoFloodOfLines() {
        double before = new Scrape(edge.metrics()).sum("penstock_edge_access_log_suppressed_lines_total");
        for (int i = 0; i < 300; i++) {
            edge.get("/nothing");
        }

        assertThat(new Scrape(edge.metrics()).sum("penstock_edge_access_log_suppressed_lines_total"))
                .isGreaterThan(before);
    }

    private static void sound() {
        edge.post("/v1/events", "{}\n{}\n{\n");
        edge.post("/v0/events?name=things", "{\"a\":1}");
        edge.get("/livez");
        edge.get("/readyz");
    }

    private static void refused() {
        edge.send(edge.request("/v1/events").POST(BodyPublishers.ofString("{}")).header("Authorization", "Bearer no"));
        edge.send(edge.request("/v1/events").POST(BodyPublishers.ofString("{}")));
        edge.post("/v1/events", "[{},");
        edge.post("/v1/events", "{\"a\":\"" + "x".repeat(200_000) + "\"}");
        edge.post("/v1/events", "no gzip", "Content-Encoding", "gzip");
        edge.get("/nothing");
        edge.get("/v1/events");
    }

    private static void broken() throws IOException {
        for (String bytes : List.of(
                "nonsense\r\n\r\n",
                "POST /v1/events HTTP/1.1\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(100) + "\r\n",
                "GET / HTTP/4.0\r\nHost: x\r\n\r\n",
                head("Transfer-Encoding: chunked") + "zz\r\n")) {
            try (Socket socket = open()) {
                send(socket, bytes);
                assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }

    private static void aborted() throws IOException {
        // Heads that never were one, and bodies whose sender went away.
        for (String bytes : List.of("POST /v1/ev", head("Content-Length: 100") + "{\"a\":")) {
            try (Socket socket = open()) {
                send(socket, bytes);
            }
        }
        try (Socket socket = open()) {
            // Refused for another reason it would be answered at once: the connection must end then too.
            send(socket, head("Connection: close\r\nContent-Length: 100") + "{");
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    private static String head(String header) {
        return "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + edge.key() + "\r\n" + header
                + "\r\n\r\n";
    }

    private static Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
