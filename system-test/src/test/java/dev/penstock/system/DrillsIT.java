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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Ends parts of the pipeline under load and compares what a sender was promised with what can be queried.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("completeness")
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
        List<Duration> exits = new ArrayList<>();
        int retries = drill("edge-stopped", Acceptance.choose(1, 20), () -> {
            exits.add(pipeline.edge().terminate());
            pipeline.edge().restart();
        });

        Acceptance.record(
                "edge-stopped-exits",
                Map.of(
                        "exits",
                        exits.size(),
                        "slowest_ms",
                        Collections.max(exits).toMillis()));
        assertThat(retries).as("requests that met the edge while it was away").isPositive();
        assertThat(exits).allMatch(exit -> exit.compareTo(Duration.ofSeconds(30)) < 0);
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

    /// The edge needs no database: while ClickHouse is away, events are accepted, and nothing becomes a dead
    /// letter.
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
        List<Duration> times = new ArrayList<>();
        try {
            for (int round = 0; round < 3; round++) {
                long start = System.nanoTime();
                HttpResponse<String> answer = post("{\"round\":" + round + "}");
                times.add(Duration.ofNanos(System.nanoTime() - start));

                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("retry-after")).isPresent();
                assertThat(get("/livez")).isEqualTo(200);
            }
        } finally {
            pipeline.kafka().resume();
        }
        // The quickest: what other jobs of this machine add is none of the edge's doing.
        assertThat(times).anyMatch(took -> took.compareTo(Duration.ofSeconds(2)) < 0);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(post("{}").statusCode()).isEqualTo(202));
    }

    /// Runs `fault` the given number of times while senders send, and compares.
    ///
    /// @return requests that had to be sent again
    private int drill(String scenario, int times, Fault fault) throws InterruptedException {
        long rowsBefore = pipeline.count("select count() from penstock.events_raw where stream = 'drill'");
        long visibleBefore = pipeline.count(DRILLED);
        try (Sender sender = new Sender(pipeline.edgeUrl(), pipeline.key(), BATCH).startThreads(SENDERS)) {
            for (int i = 0; i < times; i++) {
                awaitProgress(sender, 500);
                fault.happen();
            }
            awaitProgress(sender, 200);
            Map<String, String> accepted = sender.finish();
            awaitStored(visibleBefore + accepted.size());

            Comparison comparison = Comparison.of(accepted, stored());
            long rows = pipeline.count("select count() from penstock.events_raw where stream = 'drill'") - rowsBefore;
            Acceptance.record(scenario, comparison.counts(times, rows, sender.retries()));
            assertThat(comparison.missing()).as("accepted and not stored").isEmpty();
            assertThat(comparison.altered()).as("stored with other bytes").isEmpty();
            assertThat(comparison.shownTwice()).as("more than one visible row").isEmpty();
            return sender.retries();
        }
    }

    private static void awaitProgress(Sender sender, int events) {
        int sent = sender.acceptedSoFar();
        await().atMost(SETTLED)
                .untilAsserted(() -> assertThat(sender.acceptedSoFar()).isGreaterThan(sent + events));
    }

    /// Waits until as many events can be queried as were accepted. What is still missing then is named by the
    /// comparison.
    private void awaitStored(long events) {
        long deadline = System.nanoTime() + SETTLED.toNanos();
        while (pipeline.count(DRILLED) < events && System.nanoTime() < deadline) {
            pause();
        }
    }

    /// Every visible row of the drills, by event id.
    private Map<String, List<String>> stored() {
        Map<String, List<String>> rows = new HashMap<>();
        pipeline.clickHouse()
                .query("select event_id, payload from penstock.events where stream = 'drill' format TSVRaw")
                .lines()
                .forEach(row -> {
                    int tab = row.indexOf('\t');
                    rows.computeIfAbsent(row.substring(0, tab), id -> new ArrayList<>())
                            .add(row.substring(tab + 1));
                });
        return rows;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
