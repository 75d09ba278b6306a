package dev.penstock.sink.insert;

import static dev.penstock.sink.Samples.MAY;
import static dev.penstock.sink.Samples.ORIGIN;
import static dev.penstock.sink.Samples.block;
import static dev.penstock.sink.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.failure.InsertResult.Halt;
import dev.penstock.sink.failure.InsertResult.Poison;
import dev.penstock.sink.failure.InsertResult.Retry;
import dev.penstock.sink.failure.InsertResult.Stored;
import dev.penstock.sink.failure.KnownError;
import dev.penstock.sink.migrate.Migrations;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the real engine says when it refuses an insert, as it says it.
///
/// It cannot be made to say, so that only `InsertFailuresTest` has them: what our encoder never sends (7, 8,
/// 10, 16, 20, 33, 53, 122, and 117 and 131 with a row, of a table that changed under a header that fits); what
/// takes a column type the table has not (321, 441, 563, 645, 760, 19); users, rights, quotas and settings of a
/// profile, which the library has not (115, 164, 180, 192–195, 199, 291, 452, 471, 472, 492, 497, 511, 512,
/// 516, 620, 720, 767); limits of a query, which only a profile sets (159, 160, 201, 202); replicas, Keeper and
/// other nodes (225, 242, 254, 279, 285, 286, 289, 319, 999 …); 389, which no engine of one node says; and the
/// defects of a server (49).
class InsertErrorsIT {

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    private static final ClickHouseSettings SETTINGS =
            new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", "errors");

    private static final HikariDataSource POOL = ClickHousePool.open(SETTINGS, 2, Duration.ofSeconds(30));

    private static final String TABLE = "errors.events_raw";

    private final BlockInserts inserts = new BlockInserts(POOL, SETTINGS, 1, Duration.ofSeconds(30));

    @BeforeAll
    static void migrate() throws SQLException {
        new Migrations(SETTINGS).migrate();
    }

    /// So that the table is known before it is broken, as it is to a writer that runs.
    @BeforeEach
    void knowTheTable() throws InterruptedException {
        assertThat(inserts.insert(block(row(1, MAY, "1")), ORIGIN)).isInstanceOf(Stored.class);
        CLICKHOUSE.execute("TRUNCATE TABLE " + TABLE);
    }

    @AfterEach
    void mend() {
        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " DROP COLUMN IF EXISTS broken");
        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " DROP CONSTRAINT IF EXISTS strict");
        CLICKHOUSE.execute("DROP VIEW IF EXISTS errors.seeing");
        CLICKHOUSE.execute("DROP TABLE IF EXISTS errors.seen");
    }

    @AfterAll
    static void stop() {
        POOL.close();
        CLICKHOUSE.close();
    }

    @Test
    void everyNumberTheEngineHasIsInTheList() throws IOException {
        assertThat(KnownError.all().stream().map(error -> error.code() + "\t" + error.name()))
                .containsAll(CLICKHOUSE
                        .query("SELECT number, errorCodeToName(number) AS name FROM numbers(2000) WHERE name != ''")
                        .lines()
                        .toList());
    }

    /// A column that is computed from the payload, and a payload that it cannot be computed from.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "6   | UInt8         | toUInt8(payload)                                  | x",
                "25  | Array(String) | CAST(payload, 'Array(String)')                    | ['a\\",
                "26  | Array(String) | CAST(payload, 'Array(String)')                    | ['a",
                "27  | Tuple(UInt8)  | CAST(payload, 'Tuple(UInt8)')                     | 1",
                "32  | Array(UInt8)  | CAST(payload, 'Array(UInt8)')                     | [1,",
                "38  | Date          | toDate(payload)                                   | 20-13",
                "41  | DateTime      | toDateTime(payload)                               | noon",
                "69  | Decimal(9, 2) | toDecimal32(payload, 2)                           | 123456789012",
                "70  | UInt8         | accurateCast(toUInt64(payload), 'UInt8')          | 1000",
                "72  | Float64       | toFloat64(payload)                                | x",
                "117 | JSON          | CAST(payload, 'JSON')                             | [1]",
                "117 | String        | base64Decode(payload)                             | *",
                "128 | Array(UInt8)  | arrayWithConstant(toUInt64(payload), 1)           | 100000000000",
                "130 | Array(UInt8)  | CAST(payload, 'Array(UInt8)')                     | x",
                "131 | String        | toFixedString(payload, 2)                         | xxx",
                "153 | UInt8         | intDiv(10, toUInt8(payload))                      | 0",
                "190 | Array(UInt8)  | arrayMap((a, b) -> a + b, [1], range(toUInt8(payload))) | 3",
                "349 | String        | CAST(nullIf(payload, 'x'), 'String')              | x",
                "376 | UUID          | toUUID(payload)                                   | x",
                "395 | UInt8         | throwIf(payload = 'x')                            | x",
                "407 | Decimal(9, 2) | toDecimal32(toUInt64(payload), 2)                 | 123456789",
                "427 | UInt8         | match('x', payload)                               | (",
                "467 | Bool          | toBool(payload)                                   | x",
                "632 | Array(UInt8)  | CAST(payload, 'Array(UInt8)')                     | [1]x",
                "675 | IPv4          | toIPv4(payload)                                   | x",
                "676 | IPv6          | toIPv6(payload)                                   | x",
                "691 | Enum8('a'=1)  | CAST(payload, 'Enum8(\\'a\\'=1)')                 | x"
            })
    void aValueAnExpressionCannotTakeIsPoison(int code, String type, String expression, String payload)
            throws InterruptedException {
        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " ADD COLUMN broken " + type + " MATERIALIZED " + expression);

        assertThat(inserts.insert(block(row(1, MAY, payload)), ORIGIN)).isInstanceOfSatisfying(Poison.class, poison -> {
            assertThat(poison.code()).as(poison.detail()).isEqualTo(code);
            assertThat(poison.row()).isEmpty();
        });
        try (TrialInserts copy = inserts.trial(Shape.COMMON)) {
            assertThat(copy.insert(block(row(1, MAY, payload)), ORIGIN))
                    .as("a copy refuses it too")
                    .isInstanceOfSatisfying(
                            TrialResult.Refused.class,
                            refused -> assertThat(refused.why().code()).isEqualTo(code));
        }
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad",
                "bad (at row 1): While executing BinaryRowInputFormat. (INCORRECT_DATA) (version 26.7.2.1)",
                "bad is violated at row 1. Expression: ",
                "bad: while pushing to view errors.seeing. (X) (version 26.7.2.1)",
                "bad\n(while reading header). (X) (version 26.7.2.1)\n"
            })
    void aRowThatAConstraintRefusesIsNamedWhateverItSays(String payload) throws InterruptedException {
        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " ADD CONSTRAINT strict CHECK NOT startsWith(payload, 'bad')");

        InsertResult result = inserts.insert(block(row(1), row(2), row(3, MAY, payload), row(4)), ORIGIN);

        assertThat(result).isInstanceOfSatisfying(Poison.class, poison -> {
            assertThat(poison.code()).isEqualTo(469);
            assertThat(poison.row()).isEqualTo(OptionalInt.of(2));
        });
        assertThat(stored()).isZero();
    }

    @Test
    void aRowLargerThanTheErrorThatQuotesItIsNamedToo() throws InterruptedException {
        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " ADD CONSTRAINT strict CHECK NOT startsWith(payload, 'bad')");

        InsertResult result = inserts.insert(block(row(1), row(2, MAY, "bad" + "(at row 1) ".repeat(50_000))), ORIGIN);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Poison.class, poison -> assertThat(poison.row()).isEqualTo(OptionalInt.of(1)));
    }

    @Test
    void moreMonthsThanOneInsertMayHaveAreTheRowsFault() throws InterruptedException {
        OffsetDateTime first = OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        Block years = new Block(LongStream.range(0, 101)
                .mapToObj(month -> row(month, first.plusMonths(month).toInstant()))
                .toList());

        assertThat(inserts.insert(years, ORIGIN))
                .isInstanceOfSatisfying(
                        Poison.class, poison -> assertThat(poison.code()).isEqualTo(252));
        assertThat(stored()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "252 | MODIFY SETTING parts_to_delay_insert = 1, parts_to_throw_insert = 1"
                        + " | RESET SETTING parts_to_delay_insert, parts_to_throw_insert",
                "243 | MODIFY SETTING min_free_disk_bytes_to_perform_insert = 1000000000000000000"
                        + " | RESET SETTING min_free_disk_bytes_to_perform_insert",
                "241 | ADD COLUMN broken UInt64 MATERIALIZED length(range(if(rowNumberInBlock() = 0, toUInt64(450000000), 0)))"
                        + " | DROP COLUMN broken"
            })
    void whatPassesIsRetriedAndThenStored(int code, String trouble, String end) throws InterruptedException {
        assertThat(inserts.insert(block(row(0)), ORIGIN)).isInstanceOf(Stored.class);
        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " " + trouble);
        Block block = block(row(1), row(2));

        assertThat(inserts.insert(block, ORIGIN)).isInstanceOfSatisfying(Retry.class, retry -> {
            assertThat(retry.reason()).as(retry.detail()).isEqualTo("clickhouse_" + code);
            assertThat(retry.viewBehind()).isFalse();
        });
        assertThat(stored()).isEqualTo(1);

        CLICKHOUSE.execute("ALTER TABLE " + TABLE + " " + end);
        assertThat(inserts.insert(block, ORIGIN)).isInstanceOf(Stored.class);
        assertThat(stored()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "60  | RENAME TABLE errors.events_raw TO errors.away | RENAME TABLE errors.away TO errors.events_raw",
                "81  | RENAME DATABASE errors TO errors_away         | RENAME DATABASE errors_away TO errors",
                "774 | ALTER TABLE errors.events_raw MODIFY SETTING table_readonly = 1"
                        + " | ALTER TABLE errors.events_raw RESET SETTING table_readonly",
                "135 | ALTER TABLE errors.events_raw ADD COLUMN broken String MATERIALIZED substring(payload, 0)"
                        + " | ALTER TABLE errors.events_raw DROP COLUMN broken"
            })
    void whatOnlyAPersonCanRepairHaltsAndThenItIsStored(int code, String trouble, String end)
            throws InterruptedException {
        CLICKHOUSE.execute(trouble);
        try {
            assertThat(inserts.insert(block(row(1)), ORIGIN))
                    .isInstanceOfSatisfying(
                            Halt.class, halt -> assertThat(halt.reason()).isEqualTo("clickhouse_" + code));
        } finally {
            CLICKHOUSE.execute(end);
        }

        assertThat(inserts.insert(block(row(1)), ORIGIN)).isInstanceOf(Stored.class);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aTableThatBecameAViewHalts() throws InterruptedException {
        CLICKHOUSE.execute("RENAME TABLE errors.events_raw TO errors.away");
        CLICKHOUSE.execute("CREATE VIEW errors.events_raw AS SELECT * FROM errors.away");
        try {
            assertThat(inserts.insert(block(row(1)), ORIGIN))
                    .isInstanceOfSatisfying(
                            Halt.class, halt -> assertThat(halt.reason()).isEqualTo("clickhouse_48"));
        } finally {
            CLICKHOUSE.execute("DROP VIEW errors.events_raw");
            CLICKHOUSE.execute("RENAME TABLE errors.away TO errors.events_raw");
        }
    }

    /// Whatever a view fails with, the table has the rows, and the same block under the same token runs the view again.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "395 | throwIf(payload = 'x')",
                "6   | toUInt8(payload)",
                "241 | length(range(if(rowNumberInBlock() = 0, toUInt64(450000000), 0)))"
            })
    void aViewThatFailsIsNoFaultOfTheRows(int code, String expression) throws InterruptedException {
        CLICKHOUSE.execute("CREATE TABLE errors.seen (value UInt64) ENGINE = MergeTree ORDER BY value"
                + " SETTINGS non_replicated_deduplication_window = 100");
        CLICKHOUSE.execute("CREATE MATERIALIZED VIEW errors.seeing TO errors.seen AS SELECT " + expression
                + " AS value FROM errors.events_raw");

        assertThat(inserts.insert(block(row(1, MAY, "x")), ORIGIN)).isInstanceOfSatisfying(Retry.class, retry -> {
            assertThat(retry.reason()).isIn("clickhouse_" + code, "clickhouse_394");
            assertThat(retry.viewBehind()).as(retry.detail()).isTrue();
        });
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aViewWithoutItsTargetHaltsBeforeTheTableTakesTheRows() throws InterruptedException {
        CLICKHOUSE.execute("CREATE TABLE errors.seen (value String) ENGINE = MergeTree ORDER BY value");
        CLICKHOUSE.execute("CREATE MATERIALIZED VIEW errors.seeing TO errors.seen AS SELECT payload AS value FROM"
                + " errors.events_raw");
        CLICKHOUSE.execute("DROP TABLE errors.seen");

        assertThat(inserts.insert(block(row(1)), ORIGIN)).isInstanceOf(Halt.class);
        assertThat(stored()).isZero();
    }

    private static int stored() {
        return Integer.parseInt(CLICKHOUSE.query("SELECT count() FROM errors.events_raw"));
    }
}
