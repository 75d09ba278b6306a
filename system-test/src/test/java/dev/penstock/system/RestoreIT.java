package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Traffic;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A day, and then a month, of stored GitHub webhooks is deleted from the live table while senders go on: plan, run,
/// diff and apply bring every row back as it was, and the senders' and the dashboards' latencies hardly notice.
@Tag("completeness")
class RestoreIT {

    private static final int EVENTS = Acceptance.choose(20_000, 200_000);
    private static final int BATCH = 50;

    private static final int DAYS = 40;
    private static final int LIVE_PER_REQUEST = 10;
    private static final double LIVE_REQUESTS = 50;
    private static final Duration BASELINE = Duration.ofSeconds(Acceptance.choose(5, 60));
    // A replay works a part of the time only.
    private static final Duration PATIENCE = Duration.ofMinutes(Acceptance.choose(5, 30));

    // On a CI machine that is shared with others, a second in which it was not ours is in the percentile.
    private static final double SLOWER = Acceptance.choose(5.0, 1.5);
    private static final double SLOWER_BY_MILLIS = Acceptance.choose(3_000.0, 0.0);

    private static final long REFUSED = Acceptance.choose(100L, 0L);

    // Of all that a row says, but when it was inserted.
    private static final String CONTENT = "select count(), uniqExact(event_id),"
            + " groupBitXor(sipHash64(toString(tuple(* except (ingested_at, kafka_partition, kafka_offset)))))"
            + " from penstock.events where stream = 'github'";

    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set by start
    private Pipeline pipeline;

    @SuppressWarnings("NullAway.Init") // set by start
    private String before;

    @SuppressWarnings("NullAway.Init") // set by start
    private Instant sent;

    @BeforeEach
    void start() throws Exception {
        pipeline = Pipeline.start();
        String key = pipeline.organization("github", "--guaranteed-events-per-second", "1000000");
        send(key);
        sent = Instant.now();
        await().atMost(PATIENCE).until(pipeline::isDrained);
        before = content();
        assertThat(pipeline.count("select uniqExact(event_id) from penstock.events where stream = 'github'"))
                .isEqualTo(EVENTS);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void aDeletedDayAndADroppedMonthComeBackOnceWhileEventsGoOn() throws Exception {
        LocalDate day = today.minusDays(3);
        String month = YearMonth.from(today.minusMonths(1)).toString().replace("-", "");
        String key = pipeline.organization("live", "--guaranteed-events-per-second", "1000000");
        NumberedEvents events =
                new NumberedEvents(NumberedEvents.newRun(), 0, "/v1/events/live", key, LIVE_PER_REQUEST, 300);
        Map<String, Object> counts = new TreeMap<>();
        try (LoadRun load =
                LoadRun.start(pipeline.edgeUrl(), List.of(Traffic.open("live", events, LIVE_REQUESTS, 16)))) {
            TimeUnit.SECONDS.sleep(5);
            Counted first = load.take("live");
            NavigableMap<Double, Double> buckets = delays();
            TimeUnit.NANOSECONDS.sleep(BASELINE.toNanos());
            Counted baseline = load.take("live");
            Latencies alone = new Latencies(p95(baseline), p95(buckets, delays()));
            counts.put("alone", alone.toString());

            buckets = delays();
            Instant restoring = Instant.now();
            long deletedOfDay = delete(
                    "delete from penstock.events_raw where stream = 'github' and toDate(timestamp) = '" + day + "'");
            Path ofDay = folder.resolve("day.json");
            ctl(0, "replay", "plan", "--from=-2h", "--to=@" + sent, "--stream=github", "--plan-file=" + ofDay);
            ctl(0, "replay", "run", "--plan=" + ofDay, "--execute");
            restore(ofDay, deletedOfDay);

            long deletedOfMonth = delete("alter table penstock.events_raw drop partition " + month);
            Path ofMonth = folder.resolve("month.json");
            ctl(0, "replay", "plan", "--from=-2h", "--to=@" + sent, "--stream=github", "--plan-file=" + ofMonth);
            killedInTheMiddle(ofMonth);
            ctl(0, "replay", "run", "--plan=" + ofMonth, "--execute");
            restore(ofMonth, deletedOfMonth);

            Counted live = load.take("live");
            Latencies beside = new Latencies(p95(live), p95(buckets, delays()));
            counts.put("beside", beside.toString());
            counts.put("seconds", Duration.between(restoring, Instant.now()).toSeconds());
            counts.put("events", EVENTS);
            counts.put("restored_of_a_day", deletedOfDay);
            counts.put("restored_of_a_month", deletedOfMonth);
            Acceptance.record("restore", counts);
            Counted all = first.plus(baseline).plus(live).plus(load.stop().of("live"));
            long accepted = load.accepted("live") * LIVE_PER_REQUEST;
            await().atMost(PATIENCE).until(pipeline::isDrained);

            // What the edge did not know the fate of, on a machine that is shared with others, may be there as well.
            assertThat(pipeline.count("select count() from penstock.events where stream = 'live'"))
                    .isBetween(accepted, accepted + all.answersBut(202) * LIVE_PER_REQUEST);
            assertThat(pipeline.count(
                            "select count() - uniqExact(event_id) from penstock.events where stream = 'live'"))
                    .isZero();
            assertThat(all.answersBut(202)).as(all.toString()).isLessThanOrEqualTo(REFUSED);
            assertThat(beside.acceptedMillis())
                    .as("accepted, alone %s, beside %s", alone, beside)
                    .isLessThanOrEqualTo(alone.acceptedMillis() * SLOWER + SLOWER_BY_MILLIS);
            assertThat(beside.queryableMillis())
                    .as("queryable, alone %s, beside %s", alone, beside)
                    .isLessThanOrEqualTo(alone.queryableMillis() * SLOWER + SLOWER_BY_MILLIS);
        }
    }

    private long delete(String sql) {
        long all = pipeline.count("select count() from penstock.events where stream = 'github'");
        pipeline.clickHouse().query(sql);
        long deleted = all - pipeline.count("select count() from penstock.events where stream = 'github'");
        assertThat(deleted).as(sql).isGreaterThan(EVENTS / (2L * DAYS));
        return deleted;
    }

    private void restore(Path plan, long deleted) throws Exception {
        assertThat(ctl(3, "replay", "diff", "--plan=" + plan)).contains("missing");
        String applied = ctl(0, "replay", "apply", "--plan=" + plan, "--execute", "--yes");
        assertThat(applied).contains(deleted + " events added to live tables");
        assertThat(content()).isEqualTo(before);
        ctl(0, "replay", "diff", "--plan=" + plan);
        assertThat(ctl(0, "replay", "apply", "--plan=" + plan, "--execute", "--yes"))
                .contains("nothing was changed");
        assertThat(content()).isEqualTo(before);
        ctl(0, "replay", "drop", "--plan=" + plan, "--execute", "--yes");
    }

    private void killedInTheMiddle(Path plan) throws Exception {
        String read = "select sum(rows) from system.parts where active and table like 'replay%shadow%'";
        Process run = pipeline.operator(
                        "replay", "run", "--plan=" + plan, "--execute", "--max-rows-per-second=" + EVENTS / 2)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
        try {
            await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> pipeline.count(read) > 0);
            assertThat(run.isAlive()).as("a replay that is not done yet").isTrue();
        } finally {
            run.destroyForcibly();
        }
        // 128 and the number of SIGKILL.
        assertThat(run.waitFor()).isEqualTo(137);
    }

    /// Runs it and returns all that it wrote.
    private String ctl(int exit, String... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("ctl.log");
        Process process = pipeline.operator(arguments)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String written = Files.readString(log);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", arguments), written)
                .isEqualTo(exit);
        return written;
    }

    private String content() {
        return pipeline.clickHouse().query(CONTENT).strip();
    }

    private static double p95(Counted counted) {
        return counted.accepted().getValueAtPercentile(95) / 1000.0;
    }

    /// The bound of the bucket that 95 of 100 inserts between two scrapes were in, in milliseconds.
    private static double p95(NavigableMap<Double, Double> first, NavigableMap<Double, Double> last) {
        double all = last.lastEntry().getValue() - first.lastEntry().getValue();
        assertThat(all).as("inserts that were measured").isPositive();
        for (Map.Entry<Double, Double> bucket : last.entrySet()) {
            if (bucket.getValue() - first.getOrDefault(bucket.getKey(), 0.0) >= 0.95 * all) {
                return bucket.getKey() * 1000;
            }
        }
        throw new IllegalStateException("no bucket has them all: " + last);
    }

    private NavigableMap<Double, Double> delays() {
        String begin = "penstock_writer_delay_seconds_bucket{le=\"";
        NavigableMap<Double, Double> buckets = new TreeMap<>();
        Vitals.read(pipeline.scrapes().getLast())
                .lines()
                .filter(line -> line.startsWith(begin))
                .forEach(line -> {
                    String bound = line.substring(begin.length(), line.indexOf('"', begin.length()));
                    buckets.put(
                            bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                            Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)));
                });
        return buckets;
    }

    private static List<String> payloads() throws IOException {
        List<String> payloads = new ArrayList<>();
        Path examples = Path.of("..", "local-stack/node_modules/@octokit/webhooks-examples/api.github.com/index.json");
        JsonMapper.shared()
                .readTree(examples)
                .forEach(kind -> kind.path("examples").forEach(example -> payloads.add(example.toString())));
        return payloads;
    }

    /// Sends each event once; their times lie evenly in the last [#DAYS] days.
    private void send(String key) throws Exception {
        List<String> payloads = payloads();
        Instant begin = today.minusDays(DAYS).atStartOfDay(ZoneOffset.UTC).toInstant();
        long step = Duration.ofDays(DAYS).toMillis() / EVENTS;
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int first = 0; first < EVENTS; first += BATCH) {
                StringBuilder body = new StringBuilder();
                for (int i = first; i < first + BATCH; i++) {
                    body.append("{\"event_id\":\"")
                            .append(new UUID(8L << 12, Long.MIN_VALUE | i))
                            .append("\",\"event_name\":\"webhook\",\"timestamp\":\"")
                            .append(begin.plusMillis(step * i))
                            .append("\",\"payload\":")
                            .append(payloads.get(i % payloads.size()))
                            .append("}\n");
                }
                HttpRequest request = HttpRequest.newBuilder(pipeline.edgeUrl().resolve("/v1/events/github"))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build();
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
            }
        }
    }

    /// The 95th percentiles of a stretch of time.
    private record Latencies(double acceptedMillis, double queryableMillis) {}
}
