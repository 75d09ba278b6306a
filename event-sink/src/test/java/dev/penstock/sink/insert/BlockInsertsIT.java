package dev.penstock.sink.insert;

import static dev.penstock.sink.Samples.MAY;
import static dev.penstock.sink.Samples.ORIGIN;
import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.normalize.Shape;
import dev.penstock.sink.Samples;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.failure.InsertResult.Halt;
import dev.penstock.sink.failure.InsertResult.Poison;
import dev.penstock.sink.failure.InsertResult.Retry;
import dev.penstock.sink.failure.InsertResult.Schema;
import dev.penstock.sink.failure.InsertResult.Stored;
import dev.penstock.sink.migrate.Migrations;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the real engine does with our blocks.
class BlockInsertsIT {

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    private static final ClickHouseSettings SETTINGS =
            new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", "sink_test");

    private static final HikariDataSource POOL = ClickHousePool.open(SETTINGS, 2, Duration.ofSeconds(5));

    private static final Shape NOTHING = new Shape("nothing_raw", List.of());

    private final BlockInserts inserts = new BlockInserts(POOL, SETTINGS, 1, Duration.ofSeconds(2));

    @BeforeAll
    static void migrate() throws SQLException {
        new Migrations(SETTINGS).migrate();
    }

    @BeforeEach
    void empty() {
        CLICKHOUSE.execute("TRUNCATE TABLE sink_test.events_raw");
    }

    @AfterEach
    void forgetFaults() {
        CLICKHOUSE.clearFaults();
    }

    @AfterAll
    static void stop() {
        POOL.close();
        CLICKHOUSE.close();
    }

    @Test
    void everyColumnArrivesAsItWasSent() throws InterruptedException {
        assertThat(inserts.insert(block(row(4, MAY, "{\"a\": \"\\n\\n\"}")), ORIGIN))
                .isInstanceOf(Stored.class);

        assertThat(CLICKHOUSE.query("SELECT * FROM sink_test.events FORMAT TSVRaw"))
                .isEqualTo(String.join(
                        "\t",
                        "acme",
                        "default",
                        "push",
                        "2026-05-01 12:00:00.250",
                        "",
                        "00000000-0000-0007-0000-000000000004",
                        "{\"a\": \"\\n\\n\"}",
                        "2026-05-01 12:00:00.250",
                        "\\N",
                        "::",
                        "",
                        "",
                        "0",
                        "3",
                        "4",
                        "1970-01-01 00:00:00.009"));
    }

    @Test
    void theSameBlockInsertedAgainIsKeptOnce() throws InterruptedException {
        Block block = block(100);

        assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);
        assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);

        assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.events_raw")).isEqualTo("100");
    }

    @Test
    void aTokenOfRowsThatAreGoneIsFoundOutAndTheyAreStoredAgain() throws InterruptedException {
        Block block = block(100);
        inserts.insert(block, ORIGIN);
        CLICKHOUSE.execute("DELETE FROM sink_test.events_raw WHERE kafka_offset >= 90");
        CLICKHOUSE.execute("SYSTEM STOP MERGES sink_test.events_raw");

        assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);
        Presence presence = inserts.presence(block, ORIGIN);

        assertThat(presence).isInstanceOfSatisfying(Presence.Partial.class, found -> {
            assertThat(found.missing().firstOffset()).isEqualTo(90);
            assertThat(found.missing().rows()).hasSize(10);
        });
        Block missing = ((Presence.Partial) presence).missing();
        assertThat(inserts.insertAnyway(missing, ORIGIN)).isInstanceOf(Stored.class);
        assertThat(inserts.presence(block, ORIGIN)).isEqualTo(new Presence.Complete());
        assertThat(inserts.insertAnyway(missing, ORIGIN)).isInstanceOf(Stored.class);
        assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.events_raw")).isEqualTo("110");
        assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.events")).isEqualTo("100");
        CLICKHOUSE.execute("SYSTEM START MERGES sink_test.events_raw");
    }

    @Test
    void rowsOfAnotherTopicWithTheSameOffsetsAreNotTaken() throws InterruptedException {
        Block block = block(10);
        inserts.insert(block, ORIGIN);

        BlockOrigin later = new BlockOrigin(
                ORIGIN.topic(), ORIGIN.partition(), ORIGIN.ingestedAt().plusMillis(1));
        BlockOrigin elsewhere = new BlockOrigin(ORIGIN.topic(), ORIGIN.partition() + 1, ORIGIN.ingestedAt());

        assertThat(inserts.presence(block, later)).isEqualTo(new Presence.Partial(block));
        assertThat(inserts.presence(block, elsewhere)).isEqualTo(new Presence.Partial(block));
    }

    /// A log that was cut and grew again, below an intent that is followed as before.
    @Test
    void otherEventsThatStoodAtTheSameOffsetsAreNotTakenForTheBlock() throws InterruptedException {
        PlacedRow kept = row(0);
        inserts.insert(block(kept, new PlacedRow(1, row(101).row()), new PlacedRow(2, row(102).row())), ORIGIN);
        Block block = block(kept, row(1), row(2));

        assertThat(inserts.presence(block, ORIGIN)).isEqualTo(new Presence.Partial(block(row(1), row(2))));

        assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);
        assertThat(inserts.presence(block, ORIGIN)).isEqualTo(new Presence.Complete());
    }

    @Test
    void aBlockWithAnEventTwiceIsCompleteAndTheViewShowsItOnceBeforeAndAfterTheMerge() throws InterruptedException {
        PlacedRow first = row(1);
        Block block = block(first, new PlacedRow(2, first.row()), row(3));
        CLICKHOUSE.execute("SYSTEM STOP MERGES sink_test.events_raw");
        inserts.insert(block, ORIGIN);

        assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.events_raw")).isEqualTo("3");
        assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.events")).isEqualTo("2");
        assertThat(inserts.presence(block, ORIGIN)).isEqualTo(new Presence.Complete());

        CLICKHOUSE.execute("SYSTEM START MERGES sink_test.events_raw");
        CLICKHOUSE.execute("OPTIMIZE TABLE sink_test.events_raw FINAL");
        assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.events_raw")).isEqualTo("2");
        assertThat(inserts.presence(block, ORIGIN)).isEqualTo(new Presence.Complete());
    }

    @Test
    void whetherRowsAreThereIsUnknownWhileNobodyAnswers() {
        CLICKHOUSE.fault("error", Map.of("match", "SELECT DISTINCT", "code", "241", "message", "Memory limit"));
        assertThat(inserts.presence(block(1), ORIGIN))
                .isInstanceOfSatisfying(
                        Presence.Unknown.class,
                        unknown -> assertThat(unknown.why()).isInstanceOf(Retry.class));

        assertThat(inserts.presence(block(row(1, MAY, NOTHING, List.of())), ORIGIN))
                .isInstanceOfSatisfying(
                        Presence.Unknown.class,
                        unknown -> assertThat(unknown.why()).isInstanceOf(Halt.class));
    }

    @Test
    void overlappingBlocksShowEachEventOnce() throws InterruptedException {
        inserts.insert(block(100), ORIGIN);
        inserts.insert(block(150), ORIGIN);

        assertThat(CLICKHOUSE.query("SELECT count(), uniqExact(event_id) FROM sink_test.events"))
                .isEqualTo("150\t150");
    }

    @Test
    void aLostAnswerIsAnUnknownOutcomeAndTheRetryAddsNothing() throws InterruptedException {
        CLICKHOUSE.fault("drop_after_apply", Map.of("match", "INSERT"));
        Block block = block(10);

        InsertResult first = inserts.insert(block, ORIGIN);
        InsertResult second = inserts.insert(block, ORIGIN);

        assertThat(first).isInstanceOf(Retry.class);
        assertThat(second).isInstanceOf(Stored.class);
        assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.events_raw")).isEqualTo("10");
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUpInTime() throws InterruptedException {
        CLICKHOUSE.fault("sleep", Map.of("match", "INSERT", "ms", "4000"));

        assertThat(inserts.insert(block(1), ORIGIN)).isInstanceOf(Retry.class);
    }

    @Test
    void whatTheServerAnswersIsClassified() throws InterruptedException {
        CLICKHOUSE.fault("error", Map.of("match", "INSERT", "code", "241", "message", "Memory limit exceeded"));
        assertThat(inserts.insert(block(1), ORIGIN))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.reason()).isEqualTo("clickhouse_241"));

        CLICKHOUSE.fault("error", Map.of("match", "INSERT", "code", "497", "message", "Not enough privileges"));
        assertThat(inserts.insert(block(1), ORIGIN)).isInstanceOf(Halt.class);
    }

    @Test
    void aRowThatBreaksAConstraintIsNamedAndNothingIsStored() throws InterruptedException {
        CLICKHOUSE.execute("ALTER TABLE sink_test.events_raw ADD CONSTRAINT no_bad CHECK payload != 'bad'");
        try {
            InsertResult result = inserts.insert(block(row(1), row(2, MAY, "bad"), row(3)), ORIGIN);

            assertThat(result).isInstanceOfSatisfying(Poison.class, poison -> {
                assertThat(poison.row()).isEqualTo(OptionalInt.of(1));
                assertThat(poison.code()).isEqualTo(469);
            });
            assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.events_raw"))
                    .isEqualTo("0");
        } finally {
            CLICKHOUSE.execute("ALTER TABLE sink_test.events_raw DROP CONSTRAINT no_bad");
        }
    }

    @Test
    void aViewThatFailedSeesTheRowsWhenTheyAreSentAgain() throws InterruptedException {
        CLICKHOUSE.execute("CREATE TABLE sink_test.seen (event_id UUID, CONSTRAINT shut CHECK event_id ="
                + " toUUID('00000000-0000-0000-0000-000000000000')) ENGINE = MergeTree ORDER BY event_id"
                + " SETTINGS non_replicated_deduplication_window = 100");
        CLICKHOUSE.execute("CREATE MATERIALIZED VIEW sink_test.seeing TO sink_test.seen AS SELECT event_id"
                + " FROM sink_test.events_raw");
        try {
            Block block = block(10);

            assertThat(inserts.insert(block, ORIGIN))
                    .isInstanceOfSatisfying(
                            Retry.class,
                            retry -> assertThat(retry.viewBehind())
                                    .as(retry.detail())
                                    .isTrue());
            assertThat(inserts.presence(block, ORIGIN)).isEqualTo(new Presence.Complete());
            assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.seen")).isEqualTo("0");

            CLICKHOUSE.execute("ALTER TABLE sink_test.seen DROP CONSTRAINT shut");
            assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);

            assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.seen")).isEqualTo("10");
            assertThat(CLICKHOUSE.query("SELECT count() FROM sink_test.events_raw"))
                    .isEqualTo("10");
        } finally {
            CLICKHOUSE.execute("DROP VIEW sink_test.seeing");
            CLICKHOUSE.execute("DROP TABLE sink_test.seen");
        }
    }

    @Test
    void aRowTheServerWouldSilentlyChangeDoesNotReachIt() throws InterruptedException {
        InsertResult result = inserts.insert(block(row(1), row(2, Instant.ofEpochMilli(-1))), ORIGIN);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Poison.class, poison -> assertThat(poison.code()).isZero());
    }

    @Test
    void aTypeThatChangedIsNoticedAndTheTableLookedAtAgain() throws InterruptedException, SQLException {
        CLICKHOUSE.execute("DROP DATABASE IF EXISTS drift");
        ClickHouseSettings settings = new ClickHouseSettings(SETTINGS.url(), "default", "", "drift");
        new Migrations(settings).migrate();
        BlockInserts drifting = new BlockInserts(POOL, settings, 1, Duration.ofSeconds(2));
        assertThat(drifting.insert(block(1), ORIGIN)).isInstanceOf(Stored.class);

        // With or without a dictionary is the same value.
        CLICKHOUSE.execute("ALTER TABLE drift.events_raw MODIFY COLUMN user_agent String");
        assertThat(drifting.insert(block(row(3)), ORIGIN)).isInstanceOf(Stored.class);
        CLICKHOUSE.execute("ALTER TABLE drift.events_raw MODIFY COLUMN clock_skew_ms Nullable(Int32)");
        InsertResult stale = drifting.insert(block(2), ORIGIN);
        CLICKHOUSE.execute("ALTER TABLE drift.events_raw MODIFY COLUMN clock_skew_ms Nullable(Int64)");
        drifting.refresh();
        InsertResult fresh = drifting.insert(block(2), ORIGIN);

        assertThat(stale).isInstanceOf(Schema.class);
        assertThat(fresh).isInstanceOf(Stored.class);
    }

    @Test
    void aMissingTableHalts() throws InterruptedException {
        assertThat(inserts.insert(block(row(1, MAY, NOTHING, List.of())), ORIGIN))
                .isEqualTo(new Halt("table_missing", "the table sink_test.nothing_raw is missing"));
    }

    @Test
    void aDatabaseThatIsGoneHalts() throws InterruptedException {
        ClickHouseSettings settings = new ClickHouseSettings(SETTINGS.url(), "default", "", "no_such");
        BlockInserts missing = new BlockInserts(POOL, settings, 1, Duration.ofSeconds(2));

        assertThat(missing.insert(Samples.block(1), ORIGIN)).isInstanceOf(Halt.class);
    }

    @Test
    void aServerThatIsAwayIsRetried() throws InterruptedException {
        CLICKHOUSE.stop();
        try {
            assertThat(inserts.insert(block(1), ORIGIN)).isInstanceOf(Retry.class);
        } finally {
            CLICKHOUSE.restart();
        }
        assertThat(inserts.insert(block(1), ORIGIN)).isInstanceOf(Stored.class);
    }
}
