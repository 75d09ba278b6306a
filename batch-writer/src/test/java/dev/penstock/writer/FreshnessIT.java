package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the writers tell dashboards holds, whatever becomes of the writers.
class FreshnessIT {

    private static final String[] EAGER = {
        "penstock.writer.freshness.period=1s",
        "penstock.writer.freshness.margin=1s",
        "penstock.writer.freshness.duplicates-period=1s",
        "penstock.writer.batch.rows=50"
    };

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;

    private Stage stage;

    @BeforeAll
    static void startServers() {
        kafka = TestingKafka.start(Stage.SHORT_SESSIONS);
        clickHouse = TestingClickHouse.start();
    }

    @AfterAll
    static void stopServers() {
        clickHouse.close();
        kafka.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        stage = new Stage(kafka, clickHouse);
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void theTimeNeverPassesAnEventThatIsNotThereAndArrivesInTheEnd() throws Exception {
        WriterProcess writer = stage.startReady(EAGER);
        // By the time at which they were acknowledged, how many had been sent.
        NavigableMap<Instant, Integer> sent = new TreeMap<>();
        for (int round = 0; round < 12; round++) {
            stage.send(150);
            sent.put(clickHouseTime(), stage.sent());
            if (round == 3) {
                clickHouse.pause();
                stage.send(150);
                clickHouse.resume();
                sent.put(clickHouseTime(), stage.sent());
            }
            if (round == 6) {
                writer.kill();
                writer = stage.start(EAGER);
            }
            assertHolds(sent);
        }

        await().atMost(Stage.PATIENCE).untilAsserted(() -> {
            assertHolds(sent);
            assertThat(completeUntil()).isAfter(sent.lastKey());
        });
        stage.awaitVisible();
        WriterProcess last = writer;
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(last.metric("penstock_writer_freshness_behind_seconds", ""))
                        .isBetween(0.5, 30.0));
        assertThat(last.metric("penstock_writer_duplicates_failures_total", "")).isZero();
    }

    @Test
    void withoutAWriterTheTimeStandsStill() throws Exception {
        WriterProcess writer = stage.startReady(EAGER);
        stage.send(30);
        Instant acknowledged = clickHouseTime();
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(completeUntil()).isAfter(acknowledged));

        stage.terminate(writer);
        Instant stopped = completeUntil();
        stage.send(30);
        Instant later = clickHouseTime();
        assertThat(completeUntil()).isEqualTo(stopped).isBefore(later);

        stage.start(EAGER);
        await().atMost(Stage.PATIENCE)
                .untilAsserted(() -> assertThat(completeUntil()).isAfter(later));
        assertThat(stage.query("SELECT count() FROM %s.events")).isEqualTo("60");
    }

    private void assertHolds(NavigableMap<Instant, Integer> sent) {
        Instant until = completeUntil();
        int visible = Integer.parseInt(stage.query("SELECT count() FROM %s.events"));
        var before = sent.lowerEntry(until);
        assertThat(visible).isGreaterThanOrEqualTo(before == null ? 0 : before.getValue());
    }

    private Instant completeUntil() {
        return millis("SELECT toUnixTimestamp64Milli(complete_until) FROM %s.ingest_complete");
    }

    private Instant clickHouseTime() {
        return millis("SELECT toUnixTimestamp64Milli(now64(3))");
    }

    private Instant millis(String sql) {
        return Instant.ofEpochMilli(Long.parseLong(stage.query(sql)));
    }
}
