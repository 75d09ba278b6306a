package dev.penstock.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.migrate.ClickHouseCluster;
import dev.penstock.sink.migrate.TableEngines;
import dev.penstock.sink.table.ExistingTable.ExistingColumn;
import dev.penstock.sink.table.TablePlan.AddColumns;
import dev.penstock.sink.table.TablePlan.Create;
import dev.penstock.sink.table.TablePlan.Difference;
import dev.penstock.sink.table.TablePlan.Impossible;
import dev.penstock.sink.table.TablePlan.Same;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanningTest {

    private static final ColumnType TEXT = new ColumnType.Text();
    private static final ColumnType MONEY = new ColumnType.Nullable(new ColumnType.Decimal(18, 4));

    private static final StreamTable PUSH = push(0, new TypedColumn("amount", MONEY), new TypedColumn("os", TEXT));

    private static final ExistingTable EVENTS = new ExistingTable("ReplacingMergeTree", "", "", "", "", List.of());

    // Of the stream.
    private static final Existing NOTHING = new Existing(Map.of("events_raw", EVENTS));

    @Test
    void aStreamWithoutATableOfItsOwnNeedsNothing() {
        assertThat(planned(new StreamTable(new StreamName("push"), Shape.COMMON, 30), NOTHING))
                .isEqualTo(new Same());
    }

    @Test
    void whatIsNotThereIsCreated() {
        assertThat(planned(PUSH, NOTHING))
                .isInstanceOfSatisfying(
                        Create.class,
                        create -> assertThat(create.statements())
                                .satisfiesExactly(
                                        raw -> assertThat(raw)
                                                .startsWith("CREATE TABLE IF NOT EXISTS `db`.`push_raw`")
                                                .contains("`amount` Nullable(Decimal(18, 4)) CODEC(ZSTD(1))")
                                                .doesNotContain("TTL timestamp"),
                                        quarantine -> assertThat(quarantine)
                                                .startsWith("CREATE TABLE IF NOT EXISTS `db`.`push_quarantine`")
                                                .contains("`amount` Nullable(String)"),
                                        view -> assertThat(view)
                                                .startsWith(
                                                        "CREATE OR REPLACE VIEW `db`.`push` SQL SECURITY INVOKER AS")
                                                .endsWith("FROM `db`.`push_raw` FINAL"),
                                        seen -> assertThat(seen)
                                                .startsWith("CREATE MATERIALIZED VIEW IF NOT EXISTS"
                                                        + " `db`.`streams_seen_of_push` TO `db`.`streams_seen` AS")
                                                .contains("FROM `db`.`push_raw`\n")));
    }

    @Test
    void onAClusterEachStatementGoesToAllServersAndEachTableIsReadOverTheShards() {
        TableEngines cluster = TableEngines.on(ClickHouseCluster.named("main"));
        ExistingTable events = new ExistingTable("ReplicatedReplacingMergeTree", "", "", "", "", List.of());
        List<String> created =
                ((Create) Planning.plan("db", cluster, PUSH, new Existing(Map.of("events_raw", events)))).statements();

        assertThat(created).hasSize(6).allSatisfy(sql -> assertThat(sql).contains(" ON CLUSTER 'main'"));
        assertThat(created.get(0))
                .contains("ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}',")
                .contains("replicated_deduplication_window = 100000");
        assertThat(created.get(1))
                .startsWith(
                        "CREATE TABLE IF NOT EXISTS db.push_raw_all ON CLUSTER 'main' AS db.push_raw ENGINE = Distr");
        assertThat(created.get(3)).startsWith("CREATE TABLE IF NOT EXISTS db.push_quarantine_all ");
        assertThat(created.get(4)).endsWith("FROM `db`.`push_raw_all` FINAL");
        assertThat(created.get(5)).contains("TO `db`.`streams_seen` AS").contains("FROM `db`.`push_raw`\n");

        Map<String, ExistingTable> there = new HashMap<>(existing(PUSH).tables());
        there.put("events_raw", events);
        there.put("push_raw", replicated(raw(PUSH)));
        there.put("push_quarantine", replicated(quarantine(PUSH)));
        there.put("push", view(PUSH, "db.push_raw_all"));
        there.put("push_raw_all", distributed(raw(PUSH)));
        there.put("push_quarantine_all", distributed(quarantine(PUSH)));
        assertThat(Planning.plan("db", cluster, PUSH, new Existing(there))).isEqualTo(new Same());

        StreamTable wider =
                push(0, new TypedColumn("amount", MONEY), new TypedColumn("os", TEXT), new TypedColumn("device", TEXT));
        assertThat(((AddColumns) Planning.plan("db", cluster, wider, new Existing(there))).statements())
                .extracting(sql -> sql.substring(0, sql.indexOf(" ON CLUSTER")))
                .containsExactly(
                        "ALTER TABLE `db`.`push_raw`",
                        "ALTER TABLE `db`.`push_raw_all`",
                        "ALTER TABLE `db`.`push_quarantine`",
                        "ALTER TABLE `db`.`push_quarantine_all`",
                        "CREATE OR REPLACE VIEW `db`.`push`");

        there.put("push_raw_all", raw(PUSH));
        assertThat(Planning.plan("db", cluster, PUSH, new Existing(there)))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.sentences())
                                .isEqualTo("table push_raw_all has the engine ReplacingMergeTree"
                                        + " and should have the engine Distributed"));
    }

    @Test
    void tablesOfTwoFormsAreNotMixed() {
        TableEngines cluster = TableEngines.on(ClickHouseCluster.named("main"));
        assertThat(Planning.plan("db", cluster, PUSH, NOTHING))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.sentences())
                                .isEqualTo("table events_raw has the engine ReplacingMergeTree"
                                        + " and should have a replicated one, as a cluster is named"));
        assertThat(planned(PUSH, new Existing(Map.of("events_raw", replicated(EVENTS)))))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.sentences())
                                .isEqualTo("table events_raw has the engine ReplicatedReplacingMergeTree"
                                        + " and should have one of one server, as no cluster is named"));
        assertThat(planned(PUSH, new Existing(Map.of())))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.sentences())
                                .isEqualTo("table events_raw has not been made yet"
                                        + " and should have been made by `ingestctl schema migrate`"));
    }

    @Test
    void whatNotesThatAStreamWasSeenIsMadeForTablesThatAreThere() {
        Map<String, ExistingTable> there = new HashMap<>(existing(PUSH).tables());
        there.remove("streams_seen_of_push");
        assertThat(planned(PUSH, new Existing(there)))
                .isInstanceOfSatisfying(
                        AddColumns.class,
                        add -> assertThat(add.statements())
                                .singleElement()
                                .asString()
                                .startsWith("CREATE MATERIALIZED VIEW"));

        there.put("streams_seen_of_push", view(PUSH, "db.push_raw"));
        assertThat(planned(PUSH, new Existing(there))).isInstanceOf(Impossible.class);
    }

    @Test
    void whatIsAsItShouldBeIsLeftAlone() {
        assertThat(planned(PUSH, existing(PUSH))).isEqualTo(new Same());
    }

    @Test
    void aNewColumnIsAddedToAllThree() {
        StreamTable wider =
                push(0, new TypedColumn("amount", MONEY), new TypedColumn("os", TEXT), new TypedColumn("device", TEXT));

        assertThat(planned(wider, existing(PUSH)))
                .isInstanceOfSatisfying(
                        AddColumns.class,
                        add -> assertThat(add.statements())
                                .satisfiesExactly(
                                        raw -> assertThat(raw)
                                                .isEqualTo("ALTER TABLE `db`.`push_raw` ADD COLUMN IF NOT EXISTS"
                                                        + " `device` String CODEC(ZSTD(1))"),
                                        quarantine -> assertThat(quarantine)
                                                .isEqualTo("ALTER TABLE `db`.`push_quarantine` ADD COLUMN IF NOT EXISTS"
                                                        + " `device` Nullable(String) CODEC(ZSTD(1))"),
                                        view -> assertThat(view).contains("`amount`,\n    `os`,\n    `device`")));
    }

    @Test
    void aColumnThatIsNoLongerDefinedStaysAndIsStillShown() {
        StreamTable narrower = push(0, new TypedColumn("os", TEXT));

        assertThat(planned(narrower, existing(PUSH))).isEqualTo(new Same());
        assertThat(planned(narrower, there(raw(PUSH), null, quarantine(PUSH))))
                .isInstanceOfSatisfying(
                        AddColumns.class,
                        add -> assertThat(add.statements())
                                .singleElement()
                                .asString()
                                .contains("`os`,\n    `amount`\n"));
    }

    @Test
    void whatWasLeftUndoneIsDone() {
        assertThat(planned(PUSH, there(raw(PUSH), null, null)))
                .isInstanceOfSatisfying(
                        AddColumns.class, add -> assertThat(add.statements()).hasSize(2));
        assertThat(planned(PUSH, there(null, view(PUSH, "db.push_raw"), quarantine(PUSH))))
                .isInstanceOfSatisfying(
                        Create.class,
                        create -> assertThat(create.statements())
                                .singleElement()
                                .asString()
                                .startsWith("CREATE TABLE IF NOT EXISTS `db`.`push_raw`"));
    }

    @Test
    void anotherTypeIsADifferenceInASentence() {
        StreamTable changed =
                push(0, new TypedColumn("amount", new ColumnType.Whole(64, true)), new TypedColumn("os", TEXT));

        assertThat(planned(changed, existing(PUSH)))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.sentences())
                                .isEqualTo("column push_raw.amount has the type Nullable(Decimal(18, 4))"
                                        + " and should have the type Int64"));
    }

    @Test
    void aColumnThatIsComputedCannotBeFilled() {
        List<ExistingColumn> columns = new ArrayList<>(raw(PUSH).columns());
        columns.set(17, new ExistingColumn("os", "String", "MATERIALIZED"));

        assertThat(planned(PUSH, there(with(raw(PUSH), columns), view(PUSH, "db.push_raw"), quarantine(PUSH))))
                .isEqualTo(new Impossible(List.of(
                        new Difference("column push_raw.os", "the kind MATERIALIZED", "a value that is inserted"))));
    }

    @Test
    void aTableOfAnotherKindIsNotTouched() {
        ExistingTable log = new ExistingTable("Log", "Log", "", "", "", List.of());
        ExistingTable sorted = new ExistingTable(
                "ReplicatedReplacingMergeTree",
                "ReplicatedReplacingMergeTree",
                "toYYYYMM(timestamp)",
                "timestamp",
                "",
                raw(PUSH).columns());

        assertThat(planned(PUSH, there(log, null, log)))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.differences())
                                .extracting(Difference::sentence)
                                .containsExactly(
                                        "table push_raw has the engine Log and should have the engine ReplacingMergeTree",
                                        "table push_quarantine has the engine Log and should have the engine"
                                                + " ReplacingMergeTree"));
        assertThat(planned(PUSH, there(sorted, null, null)))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.sentences()).contains("the sorting key 'timestamp'"));
    }

    @Test
    void aTableOrAForeignViewWithTheNameOfTheViewIsNotReplaced() {
        ExistingTable table = new ExistingTable("MergeTree", "MergeTree", "", "", "", List.of());

        assertThat(planned(PUSH, there(null, table, null)))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.sentences())
                                .isEqualTo("view push has the name of what is there with the engine MergeTree"
                                        + " and should have a name that is free"));
        assertThat(planned(PUSH, there(null, view(PUSH, "db.push_raw_old"), null)))
                .isInstanceOf(Impossible.class);
        assertThat(planned(PUSH, there(null, view(PUSH, "other_db.push_raw"), null)))
                .isInstanceOf(Impossible.class);
    }

    @Test
    void aViewOfOnesOwnStaysAsLongAsItShowsTheColumns() {
        List<ExistingColumn> more = new ArrayList<>(view(PUSH, "db.push_raw").columns());
        more.addFirst(new ExistingColumn("day", "Date", ""));

        assertThat(planned(PUSH, there(raw(PUSH), with(view(PUSH, "`db`.`push_raw`"), more), quarantine(PUSH))))
                .isEqualTo(new Same());
    }

    @Test
    void theRetentionIsThatOfTheDefinition() {
        StreamTable monthly = push(30, new TypedColumn("amount", MONEY), new TypedColumn("os", TEXT));

        assertThat(((Create) planned(monthly, NOTHING)).statements().getFirst())
                .contains("\nTTL timestamp + toIntervalDay(30)\nSETTINGS");
        assertThat(((AddColumns) planned(monthly, existing(PUSH))).statements())
                .containsExactly(
                        "ALTER TABLE `db`.`push_raw` MODIFY TTL timestamp + toIntervalDay(30)",
                        "ALTER TABLE `db`.`push_quarantine` MODIFY TTL received_at + toIntervalDay(30)");
        assertThat(planned(monthly, existing(monthly))).isEqualTo(new Same());
        assertThat(((AddColumns) planned(PUSH, existing(monthly))).statements().getFirst())
                .isEqualTo("ALTER TABLE `db`.`push_raw` MODIFY TTL timestamp + toIntervalDay(36500)");
        StreamTable hundredYears = push(36_500, new TypedColumn("amount", MONEY), new TypedColumn("os", TEXT));
        assertThat(planned(PUSH, existing(hundredYears))).isEqualTo(new Same());
    }

    @Test
    void aRuleThatIsNotOursIsNotChanged() {
        ExistingTable tiered = new ExistingTable(
                "ReplacingMergeTree",
                raw(PUSH)
                        .engineFull()
                        .replace(" SETTINGS", " TTL timestamp + toIntervalDay(7) TO VOLUME 'cold' SETTINGS"),
                raw(PUSH).partitionKey(),
                raw(PUSH).sortingKey(),
                "",
                raw(PUSH).columns());

        assertThat(planned(PUSH, there(tiered, view(PUSH, "db.push_raw"), quarantine(PUSH))))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible -> assertThat(impossible.sentences())
                                .contains("the rule TTL timestamp + toIntervalDay(7) TO VOLUME 'cold'"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 36_501})
    void aRetentionThatIsNoneStopsTheDefinition(int days) {
        assertThatThrownBy(() -> push(days)).hasMessageContaining("1 to 36500 days");
    }

    @ParameterizedTest
    @ValueSource(strings = {"push_raw", "push_quarantine", "events"})
    void aStreamThatIsCalledLikeAnothersTableHasNone(String name) {
        Shape shape = new Shape(name + "_raw", List.of(new TypedColumn("os", TEXT)));

        assertThat(planned(new StreamTable(new StreamName(name), shape, 0), NOTHING))
                .isInstanceOf(Impossible.class);
    }

    @ParameterizedTest
    @MethodSource("evilNames")
    void noNameThatIsNoneBecomesPartOfAStatement(String evil) {
        assertThatThrownBy(() -> new StreamName(evil)).isInstanceOf(IllegalArgumentException.class);
        assertThat(plan(new Shape(evil, List.of()))).isInstanceOf(Impossible.class);
        assertThat(plan(shape(new TypedColumn(evil, TEXT)))).isInstanceOf(Impossible.class);
        if (!evil.isEmpty()) {
            ColumnType zone = new ColumnType.Array(new ColumnType.Nullable(new ColumnType.Tick(3, evil)));
            assertThat(plan(shape(new TypedColumn("seen", zone)))).isInstanceOf(Impossible.class);
            assertThat(plan(shape(new TypedColumn("seen", new ColumnType.Second(evil)))))
                    .isInstanceOf(Impossible.class);
        }
        // What a table that is there calls its columns is not ours either.
        List<ExistingColumn> columns = new ArrayList<>(raw(PUSH).columns());
        columns.add(new ExistingColumn(evil, "String", ""));
        assertThat(((AddColumns) planned(PUSH, there(with(raw(PUSH), columns), null, null))).statements())
                .allSatisfy(sql -> assertThat(sql).isIn(statementsOfPush()));
    }

    static List<String> evilNames() {
        List<String> kernels = List.of(
                "`",
                "'",
                "\"",
                ";",
                "--",
                "/*",
                "\\",
                "\\`",
                "` String, `b",
                "a` String) ENGINE=Log; DROP TABLE `events_raw",
                "x'), evil UInt8, c DateTime('UTC",
                ") ENGINE = Log --",
                "${database}",
                "{x:String}",
                "%s",
                "?",
                " ",
                "\t",
                "\n",
                "\0",
                ".",
                ",",
                "(",
                "é",
                "а",
                "ａ",
                "\u202e",
                "\u200b",
                "\ud83d\ude00",
                "\ufeff",
                "$",
                "#",
                "@");
        List<String> names = Stream.concat(
                        kernels.stream()
                                .flatMap(kernel -> Stream.of(
                                        kernel,
                                        "a" + kernel,
                                        kernel + "a",
                                        "a" + kernel + "b",
                                        "push" + kernel + "_raw",
                                        kernel + kernel)),
                        Stream.of("", "1a", "9", "a".repeat(129) + "_", "x".repeat(10_000)))
                .distinct()
                .toList();
        assertThat(names).hasSizeGreaterThanOrEqualTo(200);
        return names;
    }

    private static List<String> statementsOfPush() {
        return ((AddColumns) planned(PUSH, there(raw(PUSH), null, null))).statements();
    }

    private static TablePlan plan(Shape shape) {
        return planned(new StreamTable(new StreamName("push"), shape, 0), NOTHING);
    }

    private static Shape shape(TypedColumn... columns) {
        return new Shape("push_raw", List.of(columns));
    }

    private static StreamTable push(int retentionDays, TypedColumn... columns) {
        return new StreamTable(new StreamName("push"), shape(columns), retentionDays);
    }

    private static Existing existing(StreamTable table) {
        return there(raw(table), view(table, "db.push_raw"), quarantine(table));
    }

    private static TablePlan planned(StreamTable wanted, Existing existing) {
        return Planning.plan("db", TableEngines.ONE_SERVER, wanted, existing);
    }

    // With what notes that the stream was seen.
    private static Existing there(
            @Nullable ExistingTable raw, @Nullable ExistingTable view, @Nullable ExistingTable quarantine) {
        Map<String, ExistingTable> tables = new HashMap<>();
        tables.put("events_raw", EVENTS);
        tables.put(
                "streams_seen_of_push",
                new ExistingTable("MaterializedView", "", "", "", "SELECT a FROM db.push_raw", List.of()));
        if (raw != null) {
            tables.put("push_raw", raw);
        }
        if (view != null) {
            tables.put("push", view);
        }
        if (quarantine != null) {
            tables.put("push_quarantine", quarantine);
        }
        return new Existing(tables);
    }

    private static ExistingTable replicated(ExistingTable table) {
        return new ExistingTable(
                "ReplicatedReplacingMergeTree",
                table.engineFull(),
                table.partitionKey(),
                table.sortingKey(),
                "",
                table.columns());
    }

    private static ExistingTable distributed(ExistingTable table) {
        return new ExistingTable("Distributed", "Distributed('main', 'db', 't')", "", "", "", table.columns());
    }

    private static ExistingTable raw(StreamTable table) {
        return table(table, HouseColumns.raw(table), "timestamp", "org_id, timestamp, trace_id, event_id");
    }

    private static ExistingTable quarantine(StreamTable table) {
        return table(
                table,
                HouseColumns.quarantine(table),
                "received_at",
                "org_id, received_at, kafka_topic_id, kafka_partition, kafka_offset");
    }

    private static ExistingTable table(
            StreamTable table, List<DeclaredColumn> columns, String time, String sortingKey) {
        String rule =
                table.retentionDays() == 0 ? "" : " TTL " + time + " + toIntervalDay(" + table.retentionDays() + ")";
        return new ExistingTable(
                "ReplacingMergeTree",
                "ReplacingMergeTree(v) PARTITION BY m ORDER BY k" + rule + " SETTINGS index_granularity = 8192",
                "toYYYYMM(" + time + ")",
                sortingKey,
                "",
                columns.stream()
                        .map(column -> new ExistingColumn(column.name(), column.type(), ""))
                        .toList());
    }

    private static ExistingTable view(StreamTable table, String from) {
        return new ExistingTable(
                "View",
                "",
                "",
                "",
                "SELECT a FROM " + from + " FINAL",
                raw(table).columns());
    }

    private static ExistingTable with(ExistingTable table, List<ExistingColumn> columns) {
        return new ExistingTable(
                table.engine(), table.engineFull(), table.partitionKey(), table.sortingKey(), table.select(), columns);
    }
}
