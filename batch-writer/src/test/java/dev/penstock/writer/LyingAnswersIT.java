package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.Lie;
import dev.penstock.local.testing.LyingClickHouse;
import dev.penstock.local.testing.LyingClickHouse.Rows;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.local.testing.TestingKafka;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// However ClickHouse, or somebody before it, answers an insert: no offset passes a row that is not stored, and each
/// event has one row, also physically.
@Tag("completeness")
class LyingAnswersIT {

    private static TestingKafka kafka;
    private static TestingClickHouse clickHouse;

    private LyingClickHouse liar;
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
        liar = new LyingClickHouse(clickHouse.url());
        stage = new Stage(kafka, clickHouse);
        stage.stopMerges();
    }

    @AfterEach
    void end() {
        stage.close();
        liar.close();
    }

    @Test
    void whateverIsAnsweredNoOffsetPassesARowThatIsNotStored() throws Exception {
        int times = Acceptance.choose(2, 50);
        WriterProcess writer = stage.startReady(
                "penstock.writer.clickhouse.url=" + liar.url(),
                "penstock.writer.insert.timeout=2s",
                "penstock.writer.insert.first-backoff=10ms",
                "penstock.writer.insert.longest-backoff=50ms",
                // A breaker would only make the lies rare.
                "penstock.writer.insert.breaker-failures=1000000",
                "penstock.writer.batch.linger=20ms",
                "penstock.writer.batch.max-linger=20ms");
        Map<String, Integer> told = new LinkedHashMap<>();

        for (Lie lie : Lie.values()) {
            for (Rows rows : Rows.values()) {
                tell(lie, rows, times);
                told.put(lie + " " + rows, times);
            }
        }

        stage.awaitCommitted(stage.sent());
        stage.awaitOnce();
        assertThat(stage.deadLetters()).isEmpty();
        assertThat(writer.logged("partition halted")).isZero();
        Acceptance.record(
                "lying-answers",
                Map.of("lies", told, "events", stage.sent(), "lost", 0, "twice", 0, "dead_letters", 0));
    }

    // Every insert is lied about until all lies are told, be it the first of its rows or one of those after it.
    private void tell(Lie lie, Rows rows, int times) throws Exception {
        liar.lie(lie, rows, times);
        while (liar.waiting() > 0) {
            stage.send(6);
            try {
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofMillis(lie.neverEnds() ? 1_000 : 200))
                        .until(() -> liar.waiting() == 0);
            } catch (ConditionTimeoutException e) {
                // It takes more inserts.
            }
            stage.demandNoOffsetPastItsRow();
        }
    }
}
