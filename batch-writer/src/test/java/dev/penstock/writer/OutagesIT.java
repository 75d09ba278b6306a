package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// While ClickHouse does not take rows, events wait: no offset passes them, none becomes a dead letter, and when it is
/// over all of them are stored without anybody's help.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("completeness")
class OutagesIT {

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;

    // One writer meets all troubles, one after the other.
    private static Stage stage;
    private static WriterProcess writer;

    @BeforeAll
    static void start() throws Exception {
        kafka = TestingKafka.start(Stage.SHORT_SESSIONS);
        clickHouse = TestingClickHouse.start();
        stage = new Stage(kafka, clickHouse);
        stage.stopMerges();
        writer = stage.startReady(
                "penstock.writer.insert.timeout=2s",
                "penstock.writer.insert.halted-backoff=500ms",
                "penstock.writer.insert.breaker-wait=500ms",
                "penstock.writer.batch.linger=50ms",
                "penstock.writer.batch.max-linger=50ms");
    }

    @AfterAll
    static void stop() {
        stage.close();
        clickHouse.close();
        kafka.close();
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void eventsWaitUntilItIsOver(Trouble trouble) throws Exception {
        String table = stage.database + ".events_raw";
        stage.send(30);
        stage.awaitCommitted(stage.sent());
        double refused = refused();

        trouble.begin(clickHouse, table);
        try {
            long before = committed();
            sendFor(duration(trouble), trouble.answers(), () -> refused() > refused + 1);
            assertThat(committed()).as("what was committed meanwhile").isEqualTo(before);
        } finally {
            trouble.end(clickHouse, table);
        }

        // Restarting forgets that merges are stopped.
        clickHouse.execute("SYSTEM STOP MERGES " + table);
        stage.awaitCommitted(stage.sent());
        stage.awaitOnce();
        assertThat(stage.deadLetters()).isEmpty();
        await().atMost(Stage.PATIENCE).until(() -> writer.readiness() == 200);
        assertThat(writer.logged("partitions revoked")).isZero();
        Acceptance.record(
                "outage-" + trouble.name().toLowerCase(Locale.ROOT),
                Map.of("seconds", duration(trouble).toSeconds(), "events", stage.sent(), "lost", 0, "dead_letters", 0));
    }

    /// What was in the table is gone, which is whose work it was. What comes later waits for the new one.
    @Test
    @Order(2)
    void eventsWaitUntilTheTableIsMadeAnew() throws Exception {
        String table = stage.database + ".events_raw";
        stage.send(30);
        stage.awaitCommitted(stage.sent());
        String made = clickHouse.query("SHOW CREATE TABLE " + table + " FORMAT TSVRaw");
        int gone = stage.sent();

        clickHouse.execute("DROP TABLE " + table + " SYNC");
        long before = committed();
        sendFor(Acceptance.choose(Duration.ZERO, Duration.ofSeconds(30)), false, () -> writer.readiness() == 503);
        assertThat(committed()).isEqualTo(before);
        clickHouse.execute(made);

        stage.awaitCommitted(stage.sent());
        assertThat(stage.query("SELECT count(), uniqExact(event_id) FROM %s.events_raw"))
                .isEqualTo((stage.sent() - gone) + "\t" + (stage.sent() - gone));
        assertThat(stage.deadLetters()).isEmpty();
        await().atMost(Stage.PATIENCE).until(() -> writer.readiness() == 200);
    }

    private static Duration duration(Trouble trouble) {
        return Acceptance.choose(
                Duration.ZERO, trouble == Trouble.STOPPED ? Duration.ofMinutes(2) : Duration.ofSeconds(30));
    }

    /// Sends for some time, and on until the trouble was noticed.
    private static void sendFor(Duration time, boolean clickHouseAnswers, Callable<Boolean> noticed) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        await().atMost(time.plus(Stage.PATIENCE)).until(() -> {
            stage.send(30);
            if (clickHouseAnswers) {
                stage.demandNoOffsetPastItsRow();
            }
            return System.nanoTime() - end >= 0 && noticed.call();
        });
    }

    private static double refused() {
        return writer.metric("penstock_writer_insert_seconds_count", "")
                - writer.metric("penstock_writer_insert_seconds_count", "outcome=\"stored\"");
    }

    private static long committed() throws Exception {
        long all = 0;
        for (int partition = 0; partition < Stage.PARTITIONS; partition++) {
            all += Optional.ofNullable(stage.committed(partition))
                    .map(OffsetAndMetadata::offset)
                    .orElse(0L);
        }
        return all;
    }
}
