package dev.penstock.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.local.testing.TestingClickHouse;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.migrate.Migrations;
import dev.penstock.sink.migrate.TableEngines;
import dev.penstock.sink.table.TablePlan.AddColumns;
import dev.penstock.sink.table.TablePlan.Create;
import dev.penstock.sink.table.TablePlan.Impossible;
import dev.penstock.sink.table.TablePlan.Same;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the real engine makes of our statements, and whether a second look agrees.
class StreamTablesIT {

    private static final TestingClickHouse CLICKHOUSE = TestingClickHouse.start();

    private static final ClickHouseSettings SETTINGS =
            new ClickHouseSettings(URI.create(CLICKHOUSE.url()), "default", "", "tables_test");

    private static final HikariDataSource POOL = ClickHousePool.open(SETTINGS, 2, Duration.ofSeconds(10));

    private static final TypedColumn AMOUNT =
            new TypedColumn("amount", new ColumnType.Nullable(new ColumnType.Decimal(18, 4)));
    private static final TypedColumn OS = new TypedColumn("os", new ColumnType.LowCardinality(new ColumnType.Text()));
    private static final TypedColumn SEEN = new TypedColumn("seen", new ColumnType.Tick(6, "Europe/Berlin"));

    private final StreamTables tables = new StreamTables(POOL, "tables_test", TableEngines.ONE_SERVER);

    @BeforeAll
    static void migrate() throws SQLException {
        new Migrations(SETTINGS).migrate();
    }

    @AfterAll
    static void stop() {
        POOL.close();
        CLICKHOUSE.close();
    }

    @Test
    void aTableThatIsCreatedIsTheSameAndEventsRawWithColumnsMore() throws SQLException {
        StreamTable wanted = table("created", 0, AMOUNT, OS, SEEN);
        TablePlan plan = tables.compare(wanted);
        assertThat(plan).isInstanceOf(Create.class);

        tables.apply(plan);
        tables.apply(plan);

        assertThat(tables.compare(wanted)).isEqualTo(new Same());
        assertThat(columns("created_raw")).isEqualTo(columns("events_raw") + """

                        amount	Nullable(Decimal(18, 4))	CODEC(ZSTD(1))
                        os	LowCardinality(String)\t
                        seen	DateTime64(6, 'Europe/Berlin')	CODEC(ZSTD(1))""");
        assertThat(engine("created_raw").replace("merge_with_ttl_timeout = 86400, ", ""))
                .isEqualTo(engine("events_raw"));
        assertThat(indexes("created_raw")).isEqualTo("idx_stream\tminmax\n" + indexes("events_raw"));
    }

    @Test
    void theViewShowsEachEventOnceAndSoDoesThatOfAllStreams() throws SQLException {
        tables.apply(tables.compare(table("shown", 0, AMOUNT)));
        insert("shown_raw", "1", "2026-05-01 00:00:00", "amount", "1.5");
        insert("shown_raw", "1", "2026-05-01 00:00:00", "amount", "2.5");
        insert("shown_raw", "2", "2026-05-01 00:00:00", "amount", "7");

        assertThat(query("SELECT event_id, amount FROM tables_test.shown ORDER BY event_id"))
                .isEqualTo("00000000-0000-0000-0000-000000000001\t2.5\n00000000-0000-0000-0000-000000000002\t7");
        assertThat(query("SELECT count() FROM tables_test.events WHERE stream = 'shown_raw'"))
                .isEqualTo("2");
        assertThat(query("SELECT count() FROM tables_test.events WHERE stream = 'shown_raw' AND payload = '1.5'"))
                .as("an older row of an event, by what only that row has")
                .isEqualTo("0");
    }

    @Test
    void theViewOfAllStreamsStillPrunesByTheSortingKeyAndTheMonth() throws SQLException {
        tables.apply(tables.compare(table("pruned", 0)));
        insert("pruned_raw", "1", "2026-05-01 00:00:00", "trace_id", "a");
        insert("pruned_raw", "2", "2026-06-01 00:00:00", "trace_id", "a");

        String plan = query("EXPLAIN indexes = 1 SELECT count() FROM tables_test.events"
                + " WHERE org_id = 'acme' AND timestamp >= '2026-06-01' AND timestamp < '2026-07-01'");
        String pruned = plan.substring(plan.indexOf("tables_test.pruned_raw"));
        assertThat(pruned).contains("FINAL: 1", "Parts: 1/2", "org_id in ['acme', 'acme']");

        String other = query("EXPLAIN indexes = 1 SELECT count() FROM tables_test.events WHERE stream = 'none'");
        assertThat(other.substring(other.indexOf("tables_test.pruned_raw")))
                .as("a table of another stream")
                .contains("Parts: 0 | Granules: 0", "idx_stream");
    }

    @Test
    void aQuarantineIsInNoViewAndALetterThatIsLoadedTwiceIsOne() throws SQLException {
        tables.apply(tables.compare(table("bad", 0, AMOUNT)));
        for (int i = 1; i <= 2; i++) {
            CLICKHOUSE.execute(
                    "INSERT INTO tables_test.bad_quarantine (org_id, event_id, timestamp, received_at, amount,"
                            + " payload, kafka_topic_id, kafka_partition, kafka_offset, c__error_column, c__error, c__import_id,"
                            + " insertion_date) VALUES ('acme', '00000000-0000-0000-0000-000000000001', '2026-05-01 00:00:00',"
                            + " '2026-05-01 00:00:00', 'much', '{}', 'AAAA', 3, 4, ['amount'], ['no number'], 'i" + i
                            + "', '2026-05-0" + i + " 00:00:00')");
        }

        assertThat(query(
                        "SELECT c__import_id, amount, c__error_column, c__error FROM tables_test.bad_quarantine FINAL"))
                .isEqualTo("i2\tmuch\t['amount']\t['no number']");
        CLICKHOUSE.execute("OPTIMIZE TABLE tables_test.bad_quarantine FINAL");
        assertThat(query("SELECT count() FROM tables_test.bad_quarantine")).isEqualTo("1");
        assertThat(query("SELECT count() FROM tables_test.events WHERE org_id = 'acme' AND payload = '{}'"))
                .isEqualTo("0");
    }

    @Test
    void columnsAreAddedWithoutTouchingWhatIsThere() throws SQLException {
        tables.apply(tables.compare(table("grown", 0, AMOUNT)));
        insert("grown_raw", "1", "2026-05-01 00:00:00", "amount", "1.5");
        StreamTable wider = table("grown", 0, OS, AMOUNT, SEEN);
        TablePlan plan = tables.compare(wider);
        assertThat(plan).isInstanceOf(AddColumns.class);

        tables.apply(plan);
        tables.apply(plan);

        assertThat(tables.compare(wider)).isEqualTo(new Same());
        assertThat(tables.compare(table("grown", 0, SEEN)))
                .as("a definition of less")
                .isEqualTo(new Same());
        assertThat(query("SELECT amount, os, seen FROM tables_test.grown"))
                .isEqualTo("1.5\t\t1970-01-01 01:00:00.000000");
        assertThat(query("SELECT amount, os, seen FROM tables_test.grown_quarantine"))
                .isEmpty();
    }

    @Test
    void whatAFailureLeftUndoneTheNextPlanDoes() throws SQLException {
        StreamTable wanted = table("halfway", 0, AMOUNT);
        Create plan = (Create) tables.compare(wanted);
        tables.apply(new Create(plan.statements().subList(0, 1)));

        TablePlan rest = tables.compare(wanted);
        assertThat(rest).isInstanceOf(AddColumns.class);
        tables.apply(rest);

        assertThat(tables.compare(wanted)).isEqualTo(new Same());
    }

    @Test
    void anotherTypeIsRefusedAndNothingChanges() throws SQLException {
        tables.apply(tables.compare(table("typed", 0, AMOUNT)));
        StreamTable changed = table("typed", 0, new TypedColumn("amount", new ColumnType.Whole(64, true)), OS);

        TablePlan plan = tables.compare(changed);

        assertThat(plan)
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.sentences())
                                .isEqualTo(
                                        "column typed_raw.amount has the type Nullable(Decimal(18, 4)) and should have the type"
                                                + " Int64"));
        assertThatThrownBy(() -> tables.apply(plan)).hasMessageContaining("nothing can be applied: column typed_raw");
        assertThat(columns("typed_raw")).doesNotContain("os\t");
    }

    /// ClickHouse itself puts a view in the place of a table, and the table is gone.
    @Test
    void aTableInTheViewsPlaceIsNotReplaced() throws SQLException {
        CLICKHOUSE.execute("CREATE TABLE tables_test.taken (a Int8) ENGINE = MergeTree ORDER BY a");
        CLICKHOUSE.execute("INSERT INTO tables_test.taken VALUES (1)");

        assertThat(tables.compare(table("taken", 0, AMOUNT))).isInstanceOf(Impossible.class);
        assertThat(tables.compare(table("events", 0, AMOUNT))).isInstanceOf(Impossible.class);
        assertThat(query("SELECT a FROM tables_test.taken")).isEqualTo("1");
    }

    @Test
    void eventsAreKeptAsLongAsTheDefinitionSays() throws SQLException {
        tables.apply(tables.compare(table("kept", 36_500)));
        insert("kept_raw", "1", "2026-05-01 00:00:00", "trace_id", "a");
        insert("kept_raw", "2", "2001-05-01 00:00:00", "trace_id", "a");
        CLICKHOUSE.execute("OPTIMIZE TABLE tables_test.kept_raw FINAL");
        assertThat(query("SELECT count() FROM tables_test.kept_raw")).isEqualTo("2");

        StreamTable shorter = table("kept", 7_300);
        TablePlan plan = tables.compare(shorter);
        tables.apply(plan);
        tables.apply(plan);
        CLICKHOUSE.execute("OPTIMIZE TABLE tables_test.kept_raw FINAL");

        assertThat(tables.compare(shorter)).isEqualTo(new Same());
        assertThat(query("SELECT toYear(timestamp) FROM tables_test.kept_raw")).isEqualTo("2026");

        tables.apply(tables.compare(table("kept", 0)));
        assertThat(tables.compare(table("kept", 0))).isEqualTo(new Same());
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "select", "Table", "_", "final", "index"})
    void aStreamMayBeCalledByAWordOfSql(String name) throws SQLException {
        StreamTable wanted = table(
                name,
                30,
                new TypedColumn("order", new ColumnType.Text()),
                new TypedColumn("index", new ColumnType.Text()),
                new TypedColumn("from", new ColumnType.Json()),
                new TypedColumn("ttl", new ColumnType.Bool()));

        tables.apply(tables.compare(wanted));

        assertThat(tables.compare(wanted)).isEqualTo(new Same());
        assertThat(query("SELECT `order`, `from` FROM tables_test.`" + name + "`"))
                .isEmpty();
    }

    @Test
    void whatClickHouseRefusesIsSaidInItsWords() throws SQLException {
        Create here = (Create) tables.compare(table("refused", 0, AMOUNT));
        TablePlan nowhere = new Create(here.statements().stream()
                .map(statement -> statement.replace("`tables_test`", "`no_such_database`"))
                .toList());

        assertThatThrownBy(() -> tables.apply(nowhere))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no_such_database");
    }

    @Test
    void aStreamWithATableOfItsOwnIsInTheListOfFreshness() throws SQLException {
        tables.apply(tables.compare(table("listed", 0, AMOUNT)));
        CLICKHOUSE.execute("INSERT INTO tables_test.listed_raw (org_id, stream, event_id, timestamp, received_at)"
                + " SELECT 'acme', 'listed', generateUUIDv4(), now64(3), now64(3) FROM numbers(3)");

        assertThat(query("SELECT org_id, stream, events_24h FROM tables_test.ingest_freshness WHERE stream = 'listed'"))
                .isEqualTo("acme\tlisted\t3");
    }

    private static StreamTable table(String stream, int retentionDays, TypedColumn... columns) {
        return new StreamTable(new StreamName(stream), new Shape(stream + "_raw", List.of(columns)), retentionDays);
    }

    private static void insert(String table, String id, String timestamp, String column, String value) {
        CLICKHOUSE.execute("INSERT INTO tables_test." + table
                + " (org_id, stream, event_id, timestamp, payload, ingested_at, " + column + ") VALUES ('acme', '"
                + table + "', '00000000-0000-0000-0000-00000000000" + id + "', '" + timestamp + "', '" + value
                + "', now64(3), '" + value + "')");
    }

    private static String query(String sql) {
        return CLICKHOUSE.query(sql + " FORMAT TSVRaw");
    }

    private static String columns(String table) {
        return query(
                "SELECT name, type, compression_codec FROM system.columns WHERE database = 'tables_test' AND table = '"
                        + table + "' ORDER BY position");
    }

    private static String engine(String table) {
        return query("SELECT engine_full FROM system.tables WHERE database = 'tables_test' AND name = '" + table + "'");
    }

    private static String indexes(String table) {
        return query("SELECT name, type FROM system.data_skipping_indices WHERE database = 'tables_test' AND table = '"
                + table + "'");
    }
}
