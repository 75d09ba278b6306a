package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Ends parts of the pipeline under load and compares what a sender was promised with what can be queried.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrillsIT {

    private static final String DRILLED = "select count() from penstock.events where stream = 'drill'";
    private static final int SENDERS = 3;
    private static final int BATCH = 20;
    private static final Duration SETTLED = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private Pipeline pipeline;

    @BeforeAll
    void start() {
        pipeline = Pipeline.start();
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void aWriterKilledUnderLoadLosesNothingAndShowsNothingTwice() throws InterruptedException {
        drill("writer-killed", Acceptance.choose(2, 20), () -> {
            pipeline.writer().kill();
            pipeline.writer().restart();
        });
    }

    @Test
    void anEdgeStoppedUnderLoadLosesNothingAndShowsNothingTwice() throws InterruptedException {
        int retries = drill("edge-stopped", Acceptance.choose(1, 20), () -> {
            pipeline.edge().terminate();
            pipeline.edge().restart();
        });

        assertThat(retries).as("requests that met the edge while it was away").isPositive();
    }

    @Test
    void anEdgeKilledUnderLoadLosesNothingAndShowsNothingTwice() throws InterruptedException {
        int retries = drill("edge-killed", Acceptance.choose(1, 20), () -> {
            pipeline.edge().kill();
            pipeline.edge().restart();
        });

        assertThat(retries).as("requests that met the edge while it was away").isPositive();
    }

    @Test
    void anEngineKilledUnderLoadLosesNothingAndShowsNothingTwice() throws InterruptedException {
        drill("clickhouse-killed", Acceptance.choose(1, 20), () -> {
            pipeline.clickHouse().kill();
            pipeline.clickHouse().restart();
        });
    }

    /// The edge needs no database: while ClickHouse is away, events are accepted, and nothing becomes a dead letter.
    @Test
    void clickHouseStoppedUnderLoadIsOnlyALaterArrival() throws InterruptedException {
        int outage = Acceptance.choose(20, 120);
        int retries = drill("clickhouse-stopped", 1, () -> {
            pipeline.clickHouse().stop();
            TimeUnit.SECONDS.sleep(outage);
            pipeline.clickHouse().restart();
        });

        assertThat(retries).as("requests refused because ClickHouse was away").isZero();
        assertThat(pipeline.recordsIn("penstock.dead-letters")).isZero();
    }

    @Test
    void kafkaStoppedIs503InUnderTwoSecondsAndTheEdgeStaysAlive() throws IOException, InterruptedException {
        pipeline.kafka().pause();
        try {
            for (int round = 0; round < 3; round++) {
                long start = System.nanoTime();
                HttpResponse<String> answer = post("{\"round\":" + round + "}");
                Duration took = Duration.ofNanos(System.nanoTime() - start);

                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("retry-after")).isPresent();
                assertThat(took).isLessThan(Duration.ofSeconds(2));
                assertThat(get("/livez")).isEqualTo(200);
            }
        } finally {
            pipeline.kafka().resume();
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(post("{}").statusCode()).isEqualTo(202));
    }

    /// Runs `fault` the given number of times while senders send, and compares.
    ///
    /// @return requests that had to be sent again
    private int drill(String scenario, int times, Fault fault) throws InterruptedException {
        long before = pipeline.count(DRILLED);
        try (Sender sender = new Sender(pipeline.edgeUrl(), pipeline.key(), BATCH).startThreads(SENDERS)) {
            for (int i = 0; i < times; i++) {
                int sent = sender.acceptedSoFar();
                await().atMost(SETTLED)
                        .untilAsserted(() -> assertThat(sender.acceptedSoFar()).isGreaterThan(sent + 500));
                fault.happen();
            }
            int sent = sender.acceptedSoFar();
            await().atMost(SETTLED)
                    .untilAsserted(() -> assertThat(sender.acceptedSoFar()).isGreaterThan(sent + 200));

            Map<String, String> accepted = sender.finish();

            await().atMost(SETTLED)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(
                            () -> assertThat(pipeline.count(DRILLED)).isGreaterThanOrEqualTo(before + accepted.size()));
            assertEveryAcceptedEventIsStoredOnceAsItWasSent(accepted);
            Acceptance.record(
                    scenario,
                    new TreeMap<>(Map.of(
                            "faults",
                            times,
                            "accepted",
                            accepted.size(),
                            "lost",
                            0,
                            "visible_duplicates",
                            0,
                            "requests_sent_again",
                            sender.retries(),
                            "physical_rows",
                            pipeline.count("select count() from penstock.events_raw"),
                            "verdict",
                            "held")));
            return sender.retries();
        }
    }

    private void assertEveryAcceptedEventIsStoredOnceAsItWasSent(Map<String, String> accepted) {
        Map<String, String> stored = new TreeMap<>();
        int rows = 0;
        for (String row : pipeline.clickHouse()
                .query("select event_id, payload from penstock.events where stream = 'drill' format TSVRaw")
                .lines()
                .toList()) {
            int tab = row.indexOf('\t');
            stored.put(row.substring(0, tab), row.substring(tab + 1));
            rows++;
        }
        assertThat(rows).as("rows of the view against their ids").isEqualTo(stored.size());
        assertThat(stored).containsAllEntriesOf(accepted);
        assertThat(pipeline.count("select count() - uniqExact(event_id) from penstock.events"))
                .isZero();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(pipeline.edgeUrl().resolve("/v1/events/probe"))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Bearer " + pipeline.key())
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private int get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(pipeline.edgeUrl().resolve(path))
                                .timeout(Duration.ofSeconds(2))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @FunctionalInterface
    private interface Fault {
        void happen() throws InterruptedException;
    }
}
