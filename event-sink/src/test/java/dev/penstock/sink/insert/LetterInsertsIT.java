package dev.penstock.sink.insert;

import static dev.penstock.sink.letter.SampleLetters.LETTERS;
import static dev.penstock.sink.letter.SampleLetters.NOW;
import static dev.penstock.sink.letter.SampleLetters.row;
import static dev.penstock.sink.letter.SampleLetters.rows;
import static dev.penstock.sink.letter.SampleLetters.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.model.event.Event;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Verdict;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.normalize.definition.StreamDefinition;
import dev.penstock.sink.Samples;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.encode.Column;
import dev.penstock.sink.failure.InsertResult.Halt;
import dev.penstock.sink.failure.InsertResult.Poison;
import dev.penstock.sink.failure.InsertResult.Retry;
import dev.penstock.sink.failure.InsertResult.Schema;
import dev.penstock.sink.failure.InsertResult.Stored;
import dev.penstock.sink.letter.LetterEncoder;
import dev.penstock.sink.letter.QuarantineRow;
import dev.penstock.sink.letter.SampleLetters;
import dev.penstock.sink.migrate.Migrations;
import dev.penstock.sink.migrate.TableEngines;
import dev.penstock.sink.table.StreamTable;
import dev.penstock.sink.table.StreamTables;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the real engine does with dead letters.
class LetterInsertsIT {

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    private static final ClickHouseSettings SETTINGS = database("letters");

    private static final HikariDataSource POOL = ClickHousePool.open(SETTINGS, 2, Duration.ofSeconds(5));

    private final LetterInserts inserts = new LetterInserts(POOL, SETTINGS, Duration.ofSeconds(5));
    private final SupersededLetters superseded = new SupersededLetters(POOL, "letters");

    @BeforeAll
    static void migrate() throws SQLException {
        new Migrations(SETTINGS).migrate();
    }

    @BeforeEach
    void empty() {
        CLICKHOUSE.execute("TRUNCATE TABLE letters.dead_letters_store");
        CLICKHOUSE.execute("TRUNCATE TABLE letters.events_raw");
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
    void everyColumnArrivesAsItWasSent() {
        assertThat(inserts.insert(LetterEncoder.store(LETTERS, List.of(row(4, 9, "{\"a\": \"\\n\\u0000ü\"}", NOW)))))
                .isInstanceOf(Stored.class);

        assertThat(
                        query(
                                "SELECT * EXCEPT (last_seen, run, reason, actor, marked_at) FROM letters.dead_letters FORMAT TSVRaw"))
                .isEqualTo(String.join(
                        "\t",
                        "acme",
                        "orders",
                        "push",
                        "00000000-0000-0007-0000-000000000004",
                        "2026-05-01 12:00:00.254",
                        "2026-05-01 12:00:00.250",
                        "wrong_type",
                        "price",
                        "a number",
                        "\"cheap\"",
                        "expected a number, was given \"cheap\"",
                        "['price','size']",
                        "['wrong_type: expected a number, was given \"cheap\"','missing_value: expected a value']",
                        "0123456789abcdef",
                        "open",
                        "3",
                        "1",
                        "0.1.0",
                        "2026-05-01 12:00:00.250",
                        "trace",
                        "request",
                        "abcdefghijkl",
                        "sdk 1",
                        "{\"a\": \"\\n\\u0000ü\"}",
                        "false",
                        "",
                        "AAAAAAAAAAEAAAAAAAAAAg",
                        "1",
                        "4",
                        "0",
                        "9"));
        assertThat(query("SELECT toUnixTimestamp64Milli(last_seen) FROM letters.dead_letters"))
                .isEqualTo(Long.toString(NOW.toEpochMilli()));
    }

    @Test
    void anyBytesArriveAsTheyWereAndNoEventIsNamedForThem() {
        byte[] value = new byte[512];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }

        assertThat(inserts.insert(LetterEncoder.store(LETTERS, List.of(unreadable(4, value)))))
                .isInstanceOf(Stored.class);

        assertThat(query("SELECT payload, org_id, event_id, timestamp, hex(record_value) FROM letters.dead_letters"))
                .isEqualTo("\t\t\\N\t\\N\t" + HexFormat.of().withUpperCase().formatHex(value));
    }

    @Test
    void theSameBlockInsertedAgainIsKeptOnce() {
        assertThat(inserts.insert(LetterEncoder.store(LETTERS, rows(100)))).isInstanceOf(Stored.class);
        CLICKHOUSE.fault("drop_after_apply", Map.of("match", "INSERT"));
        assertThat(inserts.insert(LetterEncoder.store(LETTERS, rows(100)))).isInstanceOf(Retry.class);
        assertThat(inserts.insert(LetterEncoder.store(LETTERS, rows(100)))).isInstanceOf(Stored.class);

        assertThat(query("SELECT count() FROM letters.dead_letters_store")).isEqualTo("100");
    }

    @Test
    void theNewestLetterOfARecordIsShownAndSaysWhenTheFirstWas() {
        CLICKHOUSE.execute("SYSTEM STOP MERGES letters.dead_letters_store");
        inserts.insert(LetterEncoder.store(LETTERS, List.of(row(4, 20, "{\"newest\":1}", NOW))));
        inserts.insert(LetterEncoder.store(LETTERS, List.of(row(4, 7, "{}", NOW.minusSeconds(60)))));

        assertThat(query("SELECT count() FROM letters.dead_letters_store")).isEqualTo("2");
        assertThat(query("SELECT payload, letter_offset, first_seen FROM letters.dead_letters"))
                .isEqualTo("{\"newest\":1}\t20\t2026-05-01 12:00:00.250");
        CLICKHOUSE.execute("SYSTEM START MERGES letters.dead_letters_store");
    }

    @Test
    void groupsCountLettersAndShowOneOfThem() {
        inserts.insert(LetterEncoder.store(LETTERS, rows(5)));
        inserts.insert(LetterEncoder.store(LETTERS, List.of(unreadable(9, new byte[] {1}))));

        assertThat(query("SELECT fingerprint, letters, open_letters, organizations, some_organizations, sample_source.3"
                        + " FROM letters.dead_letter_groups WHERE fingerprint = 'fedcba9876543210'"))
                .isEqualTo("fedcba9876543210\t1\t1\t1\t['']\t9");
        assertThat(query("SELECT letters, cause, stream, column_name, sample_detail FROM letters.dead_letter_groups"
                        + " WHERE fingerprint = '0123456789abcdef'"))
                .isEqualTo("5\twrong_type\torders\tprice\texpected a number, was given \"cheap\"");
    }

    @Test
    void aLetterThatIsRefusedIsNamedAndNothingIsStored() {
        CLICKHOUSE.execute("ALTER TABLE letters.dead_letters_store ADD CONSTRAINT no_two CHECK source_offset != 2");
        try {
            assertThat(inserts.insert(LetterEncoder.store(LETTERS, rows(5))))
                    .isInstanceOfSatisfying(
                            Poison.class, poison -> assertThat(poison.row()).isEqualTo(OptionalInt.of(2)));
            assertThat(query("SELECT count() FROM letters.dead_letters_store")).isEqualTo("0");
        } finally {
            CLICKHOUSE.execute("ALTER TABLE letters.dead_letters_store DROP CONSTRAINT no_two");
        }
    }

    @Test
    void aMissingTableHaltsAndAMissingColumnIsSchema() throws SQLException {
        LetterInserts nowhere = new LetterInserts(POOL, database("no_such"), Duration.ofSeconds(2));
        assertThat(nowhere.insert(LetterEncoder.store(LETTERS, rows(1)))).isInstanceOf(Halt.class);

        new Migrations(database("drift")).migrate();
        CLICKHOUSE.execute("ALTER TABLE drift.dead_letters_store DROP COLUMN sdk");
        LetterInserts drifting = new LetterInserts(POOL, database("drift"), Duration.ofSeconds(2));

        assertThat(drifting.insert(LetterEncoder.store(LETTERS, rows(1)))).isInstanceOf(Schema.class);
    }

    /// The table is the one that `ingestctl streams apply` makes, and a column that somebody has added.
    @Test
    void aQuarantineTableIsFoundAndTakesItsRows() throws Exception {
        StreamName orders = new StreamName("orders");
        String definition = "{\"own_table\": true, \"columns\": [{\"name\": \"price\", \"type\": \"Decimal(9, 2)\"},"
                + " {\"name\": \"size\", \"type\": \"UInt8\"}]}";
        StreamTables tables = new StreamTables(POOL, "letters", TableEngines.ONE_SERVER);
        tables.apply(tables.compare(new StreamTable(
                orders, StreamDefinition.parse(orders, 1, definition).shape(), 0)));
        CLICKHOUSE.execute(
                "ALTER TABLE letters.orders_quarantine ADD COLUMN doubled UInt64 MATERIALIZED" + " kafka_offset * 2");
        try {
            assertThat(inserts.quarantines()).isInstanceOfSatisfying(Quarantines.Found.class, found -> {
                assertThat(found.tables()).containsOnlyKeys("orders_quarantine");
                List<Column> columns = found.tables().getOrDefault("orders_quarantine", List.of());
                assertThat(columns)
                        .contains(new Column("price", "Nullable(String)"))
                        .doesNotContain(new Column("doubled", "UInt64"));
                QuarantineRow row = new QuarantineRow(row(4), Map.of("price", "1.50"));
                for (int i = 0; i < 2; i++) {
                    assertThat(inserts.insert(
                                    LetterEncoder.quarantine(LETTERS, "orders_quarantine", columns, List.of(row))))
                            .isInstanceOf(Stored.class);
                }
            });

            assertThat(query("SELECT * EXCEPT (insertion_date), doubled, toUnixTimestamp64Milli(insertion_date)"
                            + " FROM letters.orders_quarantine FORMAT TSVRaw"))
                    .isEqualTo(String.join(
                            "\t",
                            "acme",
                            "00000000-0000-0007-0000-000000000004",
                            "2026-05-01 12:00:00.254",
                            "2026-05-01 12:00:00.250",
                            "1.50",
                            "\\N",
                            "{\"number\": 4}",
                            "3",
                            "AAAAAAAAAAEAAAAAAAAAAg",
                            "1",
                            "4",
                            "['price','size']",
                            "['wrong_type: expected a number, was given \"cheap\"','missing_value: expected a value']",
                            "request",
                            "8",
                            Long.toString(NOW.toEpochMilli())));
        } finally {
            CLICKHOUSE.execute("DROP TABLE letters.orders_quarantine");
        }
    }

    @Test
    void lettersWhoseEventsAreStoredAreMarkedPageByPageAndNoOthers() throws Exception {
        inserts.insert(LetterEncoder.store(LETTERS, rows(5)));
        inserts.insert(LetterEncoder.store(LETTERS, List.of(unreadable(9, new byte[] {1}))));
        store(SampleLetters.event(1, "{}"));
        store(SampleLetters.event(3, "{}"));

        SupersededLetters.Look first = superseded.look(null, 0, 2);
        SupersededLetters.Look second = superseded.look(first.next().orElseThrow(), 0, 2);
        SupersededLetters.Look third = superseded.look(second.next().orElseThrow(), 0, 2);

        assertThat(List.of(first.superseded(), second.superseded(), third.superseded()))
                .containsExactly(1, 1, 0);
        assertThat(third.looked()).isOne();
        assertThat(third.next()).isEmpty();
        assertThat(query("SELECT groupArray(source_offset) FROM (SELECT source_offset FROM letters.dead_letters"
                        + " WHERE state = 'superseded' ORDER BY source_offset)"))
                .isEqualTo("[1,3]");
        assertThat(query("SELECT count() FROM letters.dead_letters WHERE state = 'open'"))
                .isEqualTo("4");
        assertThat(query("SELECT payload FROM letters.dead_letters WHERE source_offset = 3"))
                .isEqualTo("{\"number\": 3}");
        assertThat(superseded.look(null, 0, 100)).isEqualTo(new SupersededLetters.Look(3, 0, Optional.empty()));
    }

    @Test
    void whatIsOlderThanAskedForIsLeftAloneAndANewLetterIsOpenAgain() throws Exception {
        inserts.insert(LetterEncoder.store(LETTERS, rows(1)));
        store(SampleLetters.event(0, "{}"));

        assertThat(superseded.look(null, NOW.toEpochMilli(), 100).looked()).isZero();
        assertThat(superseded.look(null, 0, 100).superseded()).isOne();
        inserts.insert(LetterEncoder.store(LETTERS, List.of(row(0, 17, "{}", NOW.plusMillis(1)))));

        assertThat(query("SELECT state FROM letters.dead_letters")).isEqualTo("open");
        assertThat(superseded.look(null, 0, 100).superseded()).isOne();
    }

    @Test
    void aLookThatFailsSaysSoAndMarksNothing() {
        CLICKHOUSE.fault("error", Map.of("match", "state = 'open'", "code", "241", "message", "Memory limit"));

        assertThatThrownBy(() -> superseded.look(null, 0, 10)).isInstanceOf(SQLException.class);
    }

    private static void store(Event event) throws InterruptedException {
        Verdict verdict = new Normalizer(Definitions.NONE).normalize(event);
        assertThat(verdict).isInstanceOf(Verdict.Fits.class);
        BlockInserts events = new BlockInserts(POOL, SETTINGS, 1, Duration.ofSeconds(5));
        Block block = new Block(List.of(new PlacedRow(7, ((Verdict.Fits) verdict).row())));
        assertThat(events.insert(block, Samples.ORIGIN)).isInstanceOf(Stored.class);
    }

    private static ClickHouseSettings database(String name) {
        return new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", name);
    }

    private static String query(String sql) {
        return CLICKHOUSE.query(sql);
    }
}
