package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.penstock.local.testing.TestingKafka;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One trace shows a caller's request, ours, and the record it became.
class TracingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final ByteArrayOutputStream exported = new ByteArrayOutputStream();
    private TestingKafka kafka;
    private HttpServer collector;

    @BeforeEach
    void start() throws IOException {
        kafka = TestingKafka.start();
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            synchronized (exported) {
                exported.write(packed ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
        kafka.close();
    }

    @Test
    void theSpanReachesTheCollectorAndTheRecordNamesIt() {
        try (RunningEdge edge = RunningEdge.start(kafka, traced("1.0", "10"))) {
            edge.post("/v1/events?secret=hidden", "{\"a\":1}", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
            edge.post("/v1/events", "{\"b\":1}");

            List<String> parents = parents(edge);
            assertThat(parents).hasSize(2).anyMatch(parent -> parent.startsWith("00-" + TRACE + "-"));
            // Ours, and not the caller's own.
            assertThat(parents).noneMatch(parent -> parent.contains("00f067aa0ba902b7"));
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                for (String parent : parents) {
                    assertThat(spans()).contains(bytes(parent.substring(3, 35)), bytes(parent.substring(36, 52)));
                }
            });
            assertThat(spans())
                    .contains("POST /v1/events", "penstock.outcome", "accepted", "acme")
                    .doesNotContain("hidden", edge.key(), "{\"a\":1}");
        }
    }

    @Test
    void aCallerCannotHaveAllHisRequestsTraced() {
        try (RunningEdge edge = RunningEdge.start(kafka, traced("0.0", "3"))) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                edge.post("/v1/events", "{}", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
            }
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();

            assertThat(parents(edge)).hasSizeBetween(3, (int) Math.min(99, 3 * (seconds + 2)));
        }
    }

    @Test
    void whatTheCallerDoesNotTraceWeDoNot() {
        try (RunningEdge edge = RunningEdge.start(kafka, traced("1.0", "10"))) {
            edge.post("/v1/events", "{}", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-00");

            assertThat(edge.records()).hasSize(1);
            assertThat(parents(edge)).isEmpty();
        }
    }

    @Test
    void withoutACollectorNothingIsTraced() {
        try (RunningEdge edge = RunningEdge.start(kafka, Map.of("management.tracing.sampling.probability", "1.0"))) {
            edge.post("/v1/events", "{}", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");

            assertThat(edge.records()).hasSize(1);
            assertThat(parents(edge)).isEmpty();
        }
    }

    private Map<String, String> traced(String probability, String callers) {
        return Map.of(
                "management.opentelemetry.tracing.export.otlp.endpoint",
                "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces",
                "management.opentelemetry.tracing.export.schedule-delay",
                "200ms",
                "management.tracing.sampling.probability",
                probability,
                "penstock.edge.trace.callers-per-second",
                callers);
    }

    private static List<String> parents(RunningEdge edge) {
        return edge.records().stream()
                .map(ConsumerRecord::headers)
                .map(headers -> headers.lastHeader("traceparent"))
                .filter(header -> header != null)
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.US_ASCII))
                .toList();
    }

    /// What was exported so far, byte for character: ids are bytes in it, names are text.
    private String spans() {
        synchronized (exported) {
            return exported.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }
}
