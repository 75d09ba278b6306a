package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.system.OtlpCollector.Exported;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// One trace shows a caller's request and when its events could be queried, and leads to the insert that did it.
class TraceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void oneTraceShowsARequestAndItsInsert() throws IOException, InterruptedException {
        try (OtlpCollector collector = new OtlpCollector();
                Pipeline pipeline = Pipeline.start(withoutChance(collector), collector.properties())) {
            post(pipeline, "{\"n\":1}\n{\"n\":2}", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
            post(pipeline, "{\"n\":3}");
            await().atMost(PATIENCE)
                    .until(() -> pipeline.count("select count() from penstock.events where stream = 'traced'") == 3);
            await().atMost(PATIENCE)
                    .until(() -> named(collector, "penstock.stored")
                                    .mapToLong(stored -> events(stored))
                                    .sum()
                            == 2);

            Exported request =
                    named(collector, "POST /v1/events/{stream}").findFirst().orElseThrow();
            assertThat(request.service()).isEqualTo("penstock-edge");
            assertThat(request.trace()).isEqualTo(TRACE);
            List<Exported> inserts = named(collector, "insert").toList();
            assertThat(inserts).isNotEmpty().allSatisfy(insert -> {
                assertThat(insert.service()).isEqualTo("penstock-writer");
                assertThat(insert.links()).containsExactly(request.id());
                assertThat(insert.attribute("penstock.outcome")).isEqualTo("stored");
                assertThat(insert.attribute("penstock.table")).isEqualTo("events_raw");
            });
            assertThat(named(collector, "penstock.stored")).allSatisfy(stored -> {
                assertThat(stored.service()).isEqualTo("penstock-writer");
                assertThat(stored.trace()).isEqualTo(TRACE);
                assertThat(stored.parent()).isEqualTo(request.id());
                assertThat(inserts)
                        .extracting(Exported::id)
                        .containsAll(stored.links().toList());
                assertThat(stored.span().getStartTimeUnixNano())
                        .isGreaterThan(request.span().getStartTimeUnixNano() - 1_000_000_000L);
                assertThat(stored.span().getEndTimeUnixNano())
                        .isGreaterThan(request.span().getEndTimeUnixNano());
            });
            // Nothing of the request that is not traced, and nothing of scrapes and probes.
            assertThat(collector.spans())
                    .extracting(Exported::name)
                    .containsOnly("POST /v1/events/{stream}", "insert", "penstock.stored");
            assertThat(pipeline.ofWriter("penstock_writer_rows_total", "stored"))
                    .isGreaterThanOrEqualTo(3);
        }
    }

    private static List<String> withoutChance(OtlpCollector collector) {
        List<String> properties = new ArrayList<>(collector.properties());
        properties.add("--management.tracing.sampling.probability=0.0");
        return properties;
    }

    private static Stream<Exported> named(OtlpCollector collector, String name) {
        return collector.spans().stream().filter(span -> span.name().equals(name));
    }

    private static long events(Exported stored) {
        return stored.span().getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("penstock.events"))
                .mapToLong(attribute -> attribute.getValue().getIntValue())
                .sum();
    }

    private void post(Pipeline pipeline, String body, String... header) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(pipeline.edgeUrl().resolve("/v1/events/traced"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + pipeline.key())
                .POST(BodyPublishers.ofString(body));
        if (header.length > 0) {
            request.headers(header);
        }
        assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(202);
    }
}
