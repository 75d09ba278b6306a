package dev.penstock.sink.insert;

import static dev.penstock.sink.Samples.ORIGIN;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.Lie;
import dev.penstock.local.testing.LyingClickHouse;
import dev.penstock.local.testing.LyingClickHouse.Rows;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.failure.InsertResult.Retry;
import dev.penstock.sink.failure.InsertResult.Stored;
import dev.penstock.sink.migrate.Migrations;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// No answer makes a block stored that is not, whatever it says.
@Tag("completeness")
class LyingAnswersIT {

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    private static final LyingClickHouse LIAR = new LyingClickHouse(CLICKHOUSE.url());

    private static final ClickHouseSettings SETTINGS =
            new ClickHouseSettings(URI.create(LIAR.url()), "default", "", "lies");

    private static final HikariDataSource POOL = ClickHousePool.open(SETTINGS, 2, Duration.ofSeconds(5));

    private static final AtomicLong OFFSET = new AtomicLong();

    // The engine itself answers within it on a machine that has other work.
    private final BlockInserts inserts = new BlockInserts(POOL, SETTINGS, 1, Duration.ofSeconds(2));

    @BeforeAll
    static void migrate() throws SQLException {
        new Migrations(SETTINGS).migrate();
    }

    @AfterEach
    void beHonest() {
        LIAR.beHonest();
    }

    @AfterAll
    static void stop() {
        POOL.close();
        LIAR.close();
        CLICKHOUSE.close();
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatWereNotStoredAreNotTakenForStored(Lie lie) throws InterruptedException {
        Block block = fresh();
        LIAR.lie(lie, Rows.NOT_STORED, 1);
        long started = System.nanoTime();

        InsertResult told = inserts.insert(block, ORIGIN);

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
        assertThat(LIAR.waiting()).isZero();
        assertThat(stored(block)).isZero();
        assertThat(told).isInstanceOf(Retry.class);
        assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);
        assertThat(stored(block)).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatWereStoredAreThereOnceWhenTheyAreSentAgain(Lie lie) throws InterruptedException {
        Block block = fresh();
        LIAR.lie(lie, Rows.STORED, 1);

        InsertResult told = inserts.insert(block, ORIGIN);

        assertThat(LIAR.waiting()).isZero();
        assertThat(stored(block)).isEqualTo(10);
        assertThat(told).isInstanceOf(Retry.class);
        assertThat(inserts.presence(block, ORIGIN)).isEqualTo(new Presence.Complete());
        assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);
        assertThat(stored(block)).isEqualTo(10);
    }

    private static Block fresh() {
        long first = OFFSET.getAndAdd(10);
        return new Block(LongStream.range(first, first + 10)
                .mapToObj(offset -> row(offset))
                .toList());
    }

    private static int stored(Block block) {
        return Integer.parseInt(CLICKHOUSE.query("SELECT count() FROM lies.events_raw WHERE kafka_offset BETWEEN "
                + block.firstOffset() + " AND " + block.lastOffset()));
    }
}
