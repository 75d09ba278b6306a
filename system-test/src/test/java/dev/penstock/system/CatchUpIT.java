package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// After an outage of ClickHouse the writer catches up while events go on coming, at least twice as fast as they do,
/// and without leaving ClickHouse more parts than it merges.
class CatchUpIT {

    private static final int EVENTS = 100;
    private static final int RATE = Acceptance.choose(2_000, 8_000);
    private static final long BACKLOG = (long) RATE * Acceptance.choose(10, 120);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    // ClickHouse begins to delay inserts at a thousand.
    private static final long MOST_PARTS = 300;

    private static final String STORED = "select count() from penstock.events_raw where stream = 'load'";
    private static final String PARTS = "select max(parts) from (select count() as parts from system.parts"
            + " where active and database = 'penstock' group by table, partition_id)";

    @Test
    void itCatchesUpAtLeastTwiceAsFastAsEventsCome() throws InterruptedException {
        try (Pipeline pipeline = Pipeline.start()) {
            // A long outage fills the writer's buffers, which is pressure: what is guaranteed is accepted all the same.
            String key = pipeline.organization("live", "--guaranteed-events-per-second", "1000000");
            NumberedEvents events = new NumberedEvents(NumberedEvents.newRun(), 0, "/v1/events/load", key, EVENTS, 300);
            Traffic live = Traffic.open("live", events, (double) RATE / EVENTS, 16);
            try (LoadRun load = LoadRun.start(pipeline.edgeUrl(), List.of(live))) {
                await().atMost(PATIENCE).until(() -> pipeline.count(STORED) > 2L * RATE);
                pipeline.clickHouse().stop();
                long away = load.accepted("live") * EVENTS;
                await().atMost(PATIENCE).until(() -> load.accepted("live") * EVENTS > away + BACKLOG);
                pipeline.clickHouse().restart();

                CatchingUp caught = catchUp(pipeline, load);
                Counted counted = load.stop().of("live");
                long accepted = load.accepted("live") * EVENTS;
                await().atMost(PATIENCE).until(() -> pipeline.count(STORED) >= accepted);
                record(caught, pipeline);

                assertThat(caught.storedPerSecond()).as(caught.toString()).isGreaterThan(2 * caught.livePerSecond());
                assertThat(caught.parts()).isLessThan(MOST_PARTS);
                // Kafka is the buffer: nobody was refused.
                assertThat(counted.answersBut(202)).as(counted.toString()).isZero();
                assertThat(pipeline.count("select count() from penstock.events where stream = 'load'"))
                        .isEqualTo(accepted);
                assertThat(pipeline.recordsIn("penstock.dead-letters")).isZero();
            }
        }
    }

    /// From the first row that is stored again until no more is unread than a batch and its linger make.
    private static CatchingUp catchUp(Pipeline pipeline, LoadRun load) throws InterruptedException {
        long back = System.nanoTime();
        long before = pipeline.count(STORED);
        await().pollInterval(Duration.ofMillis(50)).atMost(PATIENCE).until(() -> pipeline.count(STORED) > before);
        long begun = System.nanoTime();
        long acceptedThen = load.accepted("live") * EVENTS;
        long backlog = acceptedThen - before;
        long parts = 0;
        while (true) {
            long accepted = load.accepted("live") * EVENTS;
            long stored = pipeline.count(STORED);
            double seconds = (System.nanoTime() - begun) / 1e9;
            parts = Math.max(parts, pipeline.count(PARTS));
            if (accepted - stored < 3L * RATE) {
                return new CatchingUp(
                        backlog,
                        (begun - back) / 1e9,
                        seconds,
                        (stored - before) / seconds,
                        (accepted - acceptedThen) / seconds,
                        parts);
            }
            assertThat(seconds).as("seconds, with %d unread", accepted - stored).isLessThan((double)
                    PATIENCE.toSeconds());
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static void record(CatchingUp caught, Pipeline pipeline) {
        Map<String, Object> counts = new TreeMap<>();
        counts.put("backlog_events", caught.backlog());
        counts.put("first_row_after_s", caught.waited());
        counts.put("caught_up_after_s", caught.seconds());
        counts.put("stored_per_second", caught.storedPerSecond());
        counts.put("live_per_second", caught.livePerSecond());
        counts.put("most_parts", caught.parts());
        counts.put("inserts_limit", pipeline.ofWriter("penstock_writer_inserts_limit ", ""));
        Acceptance.record("catch-up", counts);
    }

    /// @param backlog events that were accepted and not stored when it began
    /// @param waited from ClickHouse being back to the first row, in seconds
    /// @param parts most active parts of one partition meanwhile
    private record CatchingUp(
            long backlog, double waited, double seconds, double storedPerSecond, double livePerSecond, long parts) {}
}
