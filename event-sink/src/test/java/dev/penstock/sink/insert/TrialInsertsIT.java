package dev.penstock.sink.insert;

import static dev.penstock.sink.Samples.MAY;
import static dev.penstock.sink.Samples.ORIGIN;
import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult.Stored;
import dev.penstock.sink.insert.TrialResult.Passed;
import dev.penstock.sink.insert.TrialResult.Refused;
import dev.penstock.sink.insert.TrialResult.Undecided;
import dev.penstock.sink.migrate.Migrations;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A copy of a table refuses what the table refuses, and keeps nothing.
class TrialInsertsIT {

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    private static final ClickHouseSettings SETTINGS =
            new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", "trials");

    private static final HikariDataSource POOL = ClickHousePool.open(SETTINGS, 2, Duration.ofSeconds(30));

    private static final String TABLE = "trials.events_raw";

    private final BlockInserts inserts = new BlockInserts(POOL, SETTINGS, 2, Duration.ofSeconds(30));

    @BeforeAll
    static void migrate() throws SQLException {
        new Migrations(SETTINGS).migrate();
    }

    @AfterEach
    void mend() {
        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " DROP CONSTRAINT IF EXISTS strict");
        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " DROP COLUMN IF EXISTS amount");
        CLICKHOUSE.execute("TRUNCATE TABLE " + TABLE);
    }

    @AfterAll
    static void stop() {
        POOL.close();
        CLICKHOUSE.close();
    }

    @Test
    void whatPassesIsNotStoredAndItsTokenNotKnown() throws InterruptedException {
        Block block = block(3);
        try (TrialInserts copy = inserts.trial(Shape.COMMON)) {
            assertThat(copy.insert(block, ORIGIN)).isInstanceOf(Passed.class);
            assertThat(copy.insert(block, ORIGIN)).isInstanceOf(Passed.class);
            assertThat(stored()).isZero();
        }

        assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);
        assertThat(stored()).isEqualTo(3);
    }

    /// The copy is made of the table as it is, not as it was when its columns were asked for.
    @Test
    void aConstraintIsCheckedAndItsRowNamed() throws InterruptedException {
        inserts.insert(block(1), ORIGIN);
        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " ADD CONSTRAINT strict CHECK payload != 'bad'");
        try (TrialInserts copy = inserts.trial(Shape.COMMON)) {
            Block block = new Block(List.of(row(1), row(2, MAY, "bad"), row(3)));

            assertThat(copy.insert(block, ORIGIN)).isInstanceOfSatisfying(Refused.class, refused -> {
                assertThat(refused.why().code()).isEqualTo(469);
                assertThat(refused.why().row()).hasValue(1);
            });
            assertThat(copy.insert(block.splitAt(1).getFirst(), ORIGIN)).isInstanceOf(Passed.class);
        }
    }

    @Test
    void copiesOfSeveralSearchesDoNotMeet() throws InterruptedException {
        try (TrialInserts first = inserts.trial(Shape.COMMON)) {
            assertThat(first.insert(block(1), ORIGIN)).isInstanceOf(Passed.class);
            CLICKHOUSE.execute("ALTER TABLE " + TABLE + " ADD COLUMN amount UInt8 MATERIALIZED toUInt8(payload)");
            try (TrialInserts second = inserts.trial(Shape.COMMON)) {
                assertThat(second.insert(block(1), ORIGIN)).isInstanceOf(Refused.class);
                assertThat(first.insert(block(1), ORIGIN)).isInstanceOf(Passed.class);
            }
            assertThat(first.insert(block(1), ORIGIN)).isInstanceOf(Passed.class);
        }
    }

    /// As behind a load balancer, where the next request comes to another server.
    @Test
    void withoutItsSessionNothingPasses() throws InterruptedException {
        try (TrialInserts copy = inserts.trial(Shape.COMMON)) {
            assertThat(copy.insert(block(1), ORIGIN)).isInstanceOf(Passed.class);
            CLICKHOUSE.stop();
            CLICKHOUSE.restart();

            assertThat(copy.insert(block(1), ORIGIN)).isInstanceOf(Undecided.class);
        }
    }

    @Test
    void withoutItsTableNothingIsDecided() throws InterruptedException {
        BlockInserts elsewhere = new BlockInserts(
                POOL,
                new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", "nowhere"),
                1,
                Duration.ofSeconds(30));
        try (TrialInserts copy = elsewhere.trial(Shape.COMMON)) {
            assertThat(copy.insert(block(1), ORIGIN)).isInstanceOf(Undecided.class);
        }
    }

    @Test
    void aBlockOfAnotherShapeIsAMistake() throws InterruptedException {
        try (TrialInserts copy = inserts.trial(new Shape("clicks_raw", List.of()))) {
            assertThatThrownBy(() -> copy.insert(block(1), ORIGIN)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static long stored() {
        return Long.parseLong(CLICKHOUSE.query("SELECT count() FROM " + TABLE).strip());
    }
}
