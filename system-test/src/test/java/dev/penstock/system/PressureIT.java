package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.model.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pressure on the sink, from what the writer measures, or the edge without it, to the answers and back, at the
/// thresholds of docs/runbook.md.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PressureIT {

    private static final Duration RETENTION = Acceptance.choose(Duration.ofSeconds(20), Duration.ofSeconds(100));
    private static final Duration VALID_FOR = Acceptance.choose(Duration.ofSeconds(3), Duration.ofSeconds(10));
    /// Much beside what the test before has left in small batches, which need more bytes a record.
    private static final long KEPT_BYTES = 6_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /// How far a level may be from when it is due: machines that run the short way do much else.
    private static final Duration SLACK = Acceptance.choose(Duration.ofSeconds(5), Duration.ofSeconds(3));

    /// The part of the retention that is used when each level begins.
    private static final List<Double> USED = List.of(0.0, 0.30, 0.60, 0.85);

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong accepted = new AtomicLong();
    private final Random random = new Random(7);
    private Pipeline pipeline;
    private KafkaDisk disk;
    private String modest = "";
    private String greedy = "";

    @BeforeAll
    void start() {
        // The steps, not the waits: those are configured, and AdmissionControlTest measures them.
        pipeline = Pipeline.start(
                List.of(
                        "--penstock.edge.admit.pressure.hysteresis=2s",
                        "--penstock.edge.admit.pressure.valid-for=" + VALID_FOR.toSeconds() + "s"),
                List.of());
        disk = new KafkaDisk(pipeline.kafka().bootstrap(), Topic.EVENTS.name("penstock."));
        modest = pipeline.organization("modest", "--guaranteed-events-per-second", "100000");
        greedy = pipeline.organization("greedy", "--guaranteed-events-per-second", "10");
        pipeline.ingestctl("streams", "apply", "-f", definitions().toString());
        await().atMost(PATIENCE).until(() -> post(greedy, "default", 1).statusCode() == 202);
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            disk.close();
            pipeline.close();
        }
    }

    /// With `penstock.full` both ways, else age by the writer's measure and bytes by the edge's own reckoning.
    static List<Way> ofAge() {
        return Acceptance.choose(List.of(Way.THE_WRITER_MEASURES), List.of(Way.values()));
    }

    static List<Way> ofBytes() {
        return Acceptance.choose(List.of(Way.THE_EDGE_RECKONS), List.of(Way.values()));
    }

    @ParameterizedTest
    @MethodSource("ofAge")
    void theLevelsFollowTheAgeOfWhatIsUnread(Way way) {
        keep(RETENTION.toMillis(), -1);
        allIsToldStored();
        double reckoned = reckoned();
        Map<String, Object> record = new TreeMap<>();
        // As long as Kafka gets something new it does not delete what is old here.
        try (PressureLevels levels = levels(() -> post(modest, "default", 6));
                Outage away = outage(way)) {
            levels.await(0);
            answersAre(0);
            // It takes a while to end, and some of it is of no use any more then.
            long since = System.nanoTime();
            away.begin();
            for (int level = 1; level <= 3; level++) {
                levels.await(level);
                double seconds = (System.nanoTime() - since) / 1e9;
                if (way == Way.THE_WRITER_MEASURES) {
                    assertThat(pipeline.ofWriter("penstock_writer_head_room ", ""))
                            .isLessThan(1 - USED.get(level));
                }
                answersAre(level);
                record.put("level_" + level + "_after_s", seconds);
                // What the writer had not stored when the outage began is some seconds older. Later: the last word of
                // a writer counts for a while, and machines are shared.
                double due = USED.get(level) * RETENTION.toSeconds();
                assertThat(seconds)
                        .as("level %d", level)
                        .isBetween(
                                due - SLACK.toSeconds(),
                                due + VALID_FOR.plus(SLACK).toSeconds());
            }
            away.end();
            levels.await(0);
            answersAre(0);
            levels.haveRisenByOneAndFallen();
        }
        allIsStored();
        if (way == Way.THE_EDGE_RECKONS) {
            assertThat(reckoned()).isGreaterThan(reckoned);
        }
        Acceptance.record("pressure-age-" + way, record);
    }

    @ParameterizedTest
    @MethodSource("ofBytes")
    void theLevelsFollowTheBytesOfWhatIsUnread(Way way) {
        keep(Duration.ofDays(7).toMillis(), KEPT_BYTES);
        Map<String, Object> record = new TreeMap<>();
        fill(disk.bytes(), 0.1);
        allIsToldStored();
        // Nothing is sent but what is measured: small batches need more bytes a record.
        try (PressureLevels levels = levels(() -> {});
                Outage away = outage(way)) {
            levels.await(0);
            away.begin();
            Map<Integer, Long> before = disk.bytes();
            for (int level = 1; level <= 3; level++) {
                fill(before, USED.get(level) - 0.05);
                heardAnew(way);
                assertThat(levels.now()).isEqualTo(level - 1);
                record.put("level_" + level + "_not_at", used(before));
                fill(before, USED.get(level) + 0.05);
                levels.await(level);
                record.put("level_" + level + "_at", used(before));
                answersAre(level);
            }
            away.end();
            levels.await(0);
            answersAre(0);
            levels.haveRisenByOneAndFallen();
        }
        allIsStored();
        Acceptance.record("pressure-bytes-" + way, record);
    }

    private PressureLevels levels(Runnable meanwhile) {
        // The writer may have been away, for the retention to change, longer than its word counts.
        await().atMost(PATIENCE).until(() -> pipeline.ofEdge("penstock_edge_pressure_level ", "") == 0);
        return new PressureLevels(() -> (int) pipeline.ofEdge("penstock_edge_pressure_level ", ""), meanwhile);
    }

    private Outage outage(Way way) {
        return switch (way) {
            case THE_WRITER_MEASURES -> new Outage(pipeline.clickHouse()::stop, pipeline.clickHouse()::restart);
            case THE_EDGE_RECKONS -> new Outage(pipeline.writer()::kill, pipeline.writer()::restart);
        };
    }

    /// Awaits that the edge has learned of each partition once at least how it is now, and acted on it.
    private void heardAnew(Way way) {
        // Three rounds. A writer's have two records of a partition; the edges' own usage comes on top.
        double enough = told(way) + disk.bytes().size() * (way == Way.THE_EDGE_RECKONS ? 3 : 9);
        await().atMost(PATIENCE).until(() -> told(way) >= enough);
    }

    private double told(Way way) {
        return way == Way.THE_EDGE_RECKONS ? reckoned() : pipeline.ofEdge("penstock_edge_signal_records_total{", "");
    }

    private double reckoned() {
        return pipeline.ofEdge("penstock_edge_pressure_reckoned_total ", "");
    }

    /// What docs/runbook.md says of `sink_pressure` and `sink_full`.
    private void answersAre(int level) {
        // The first may be within what is guaranteed, the second is above it.
        HttpResponse<String> within = post(greedy, "default", 200);
        HttpResponse<String> above = post(greedy, "default", 200);
        HttpResponse<String> bulk = post(modest, "import", 1);
        HttpResponse<String> other = post(modest, "default", 1);
        HttpResponse<String> ready = get("/readyz");

        if (level < 3) {
            assertThat(within.statusCode()).isIn(202, level == 0 ? 202 : 429);
            assertThat(other.statusCode()).as(other.body()).isEqualTo(202);
        } else {
            refused(within, 503, "sink_full");
            refused(other, 503, "sink_full");
        }
        switch (level) {
            case 0 -> assertThat(above.statusCode()).as(above.body()).isEqualTo(202);
            case 1, 2 -> refused(above, 429, "sink_pressure");
            default -> refused(above, 503, "sink_full");
        }
        if (level < 2) {
            assertThat(bulk.statusCode()).as(bulk.body()).isEqualTo(202);
        } else {
            refused(bulk, 503, "sink_full");
        }
        assertThat(ready.statusCode()).isEqualTo(200);
        if (level > 0) {
            assertThat(ready.body()).contains("degraded", level == 1 ? "sink_pressure" : "sink_full");
        }
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isPositive();
    }

    /// Sends until the fullest partition has so much of its bytes used since `before`.
    private void fill(Map<Integer, Long> before, double part) {
        while (used(before) < part) {
            HttpResponse<String> answer = post(modest, "default", 100);
            if (answer.statusCode() == 503) {
                // The edge has noticed while we were still on the way; and not before it was due.
                assertThat(used(before)).isGreaterThan(USED.get(3) - 0.05);
                return;
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }
    }

    private double used(Map<Integer, Long> before) {
        return disk.bytes().entrySet().stream()
                .mapToDouble(now -> (double) (now.getValue() - before.getOrDefault(now.getKey(), 0L)) / KEPT_BYTES)
                .max()
                .orElseThrow();
    }

    private void allIsStored() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.count("select count() from penstock.events"))
                        .isEqualTo(accepted.get()));
    }

    /// What is stored counts as unread until the writer has told: one that was away when it came, or is killed before,
    /// leaves it to the edge's reckoning.
    private void allIsToldStored() {
        allIsStored();
        heardAnew(Way.THE_WRITER_MEASURES);
    }

    private static Path definitions() {
        try {
            return Files.writeString(Files.createTempFile("streams", ".yaml"), "streams: {import: {priority: bulk}}\n");
        } catch (IOException e) {
            throw new UncheckedIOException("no file for the definitions", e);
        }
    }

    /// A writer knows the retention for a minute; a new one asks.
    private void keep(long millis, long bytes) {
        disk.keep(Map.of("retention.ms", Long.toString(millis), "retention.bytes", Long.toString(bytes)));
        pipeline.writer().terminate();
        pipeline.writer().restart();
        await().atMost(PATIENCE)
                .until(() -> pipeline.ofWriter("penstock_writer_partitions_assigned", "")
                        == disk.bytes().size());
    }

    private HttpResponse<String> post(String key, String stream, int events) {
        StringBuilder body = new StringBuilder();
        // All of one size: what a retention in bytes has left is reckoned with their mean.
        byte[] filler = new byte[300];
        for (int i = 0; i < events; i++) {
            random.nextBytes(filler);
            // Traces spread events over the partitions.
            body.append("{\"trace_id\":\"t%d\",\"fill\":\"%s\"}\n"
                    .formatted(random.nextInt(1_000), HexFormat.of().formatHex(filler)));
        }
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(pipeline.edgeUrl().resolve("/v1/events/" + stream))
                        .header("Authorization", "Bearer " + key)
                        .POST(BodyPublishers.ofString(body.toString())));
        accepted.addAndGet(answer.statusCode() == 202 ? events : 0);
        return answer;
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(pipeline.edgeUrl().resolve(path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("the edge broke the connection", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the edge", e);
        }
    }

    /// Whose measure counts: while ClickHouse is away the writer's, while there is no writer the edge's own.
    enum Way {
        THE_WRITER_MEASURES,
        THE_EDGE_RECKONS
    }

    /// Ends once: after a test that failed the next one needs everything again.
    private static final class Outage implements AutoCloseable {

        private final Runnable outage;
        private final Runnable repair;
        private boolean isNow;

        Outage(Runnable outage, Runnable repair) {
            this.outage = outage;
            this.repair = repair;
        }

        void begin() {
            isNow = true;
            outage.run();
        }

        void end() {
            if (isNow) {
                isNow = false;
                repair.run();
            }
        }

        @Override
        public void close() {
            end();
        }
    }
}
