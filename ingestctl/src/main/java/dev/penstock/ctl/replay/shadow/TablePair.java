package dev.penstock.ctl.replay.shadow;

import dev.penstock.ctl.replay.plan.OffsetSpan;
import dev.penstock.ctl.replay.plan.PlannedSpan;
import dev.penstock.ctl.replay.plan.ReplayFilter;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.shadow.Slices.HourCount;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A live table and its shadow, and what may be asked of both.
///
/// Both are read as they are after a merge, slice by slice, so that ClickHouse keeps few rows in memory at once
/// whatever the tables have.
final class TablePair {

    /// What says which event a row is.
    static final String KEY = "org_id, timestamp, trace_id, event_id";

    /// Keeps a question from disturbing those of others.
    static final String LIMITS = " SETTINGS max_threads = 1, os_thread_priority = " + Database.NICENESS
            + ", max_memory_usage = 4000000000, max_execution_time = 540";

    // What a row says of the way of its record, not of the event: an event that was sent twice has two of each.
    private static final Set<String> DELIVERY =
            Set.of("received_at", "clock_skew_ms", "source_ip", "user_agent", "request_id");
    private static final Set<String> PLACE = Set.of("kafka_partition", "kafka_offset", "ingested_at");
    private static final Set<String> KEYS = Set.of("org_id", "timestamp", "trace_id", "event_id");

    // A record that a stopped clock, or another edge's, stamped.
    private static final Duration SLACK = Duration.ofHours(1);

    private final Database database;
    private final ReplayPlan plan;
    private final String live;
    private final String shadow;
    private final List<String> others;
    private final List<String> columns;

    /// @param others the other live tables, where an event may be that was of another definition once
    /// @param columns of the shadow that the live table has too
    private TablePair(
            Database database, ReplayPlan plan, String live, String shadow, List<String> others, List<String> columns) {
        this.database = database;
        this.plan = plan;
        this.live = live;
        this.shadow = shadow;
        this.others = List.copyOf(others);
        this.columns = List.copyOf(columns);
    }

    /// All pairs of a replay.
    static List<TablePair> of(Database database, ReplayPlan plan) throws SQLException {
        ShadowTables tables = new ShadowTables(database);
        List<String> all = tables.live();
        List<TablePair> pairs = new ArrayList<>();
        for (var pair : tables.shadows(plan).entrySet()) {
            List<String> columns = database
                    .rows(
                            "SELECT name FROM system.columns WHERE database = ? AND table = ?"
                                    + " AND default_kind IN ('', 'DEFAULT') AND name IN"
                                    + " (SELECT name FROM system.columns WHERE database = ? AND table = ?)"
                                    + " ORDER BY position",
                            database.name(),
                            pair.getValue(),
                            database.name(),
                            pair.getKey())
                    .stream()
                    .map(List::getFirst)
                    .toList();
            List<String> others =
                    all.stream().filter(other -> !other.equals(pair.getKey())).toList();
            pairs.add(new TablePair(database, plan, pair.getKey(), pair.getValue(), others, columns));
        }
        return pairs;
    }

    String live() {
        return live;
    }

    String liveName() {
        return database.table(live);
    }

    String shadowName() {
        return database.table(shadow);
    }

    /// All columns of both.
    String columns() {
        return columns.stream().map(TablePair::name).collect(Collectors.joining(", "));
    }

    /// What a row says of its event: names of columns.
    List<String> said() {
        return columns.stream()
                .filter(column -> !KEYS.contains(column) && !DELIVERY.contains(column) && !PLACE.contains(column))
                .toList();
    }

    /// What a row says of its record's way.
    List<String> delivered() {
        return columns.stream().filter(DELIVERY::contains).toList();
    }

    /// Slices that have all rows to be compared.
    List<Slice> slices() throws SQLException {
        List<HourCount> hours = new ArrayList<>();
        String hour = "SELECT intDiv(toUnixTimestamp64Milli(timestamp), 3600000) AS hour FROM ";
        for (List<String> row : database.rows("SELECT hour, count() FROM (" + hour + shadowName() + " UNION ALL " + hour
                + liveName() + " WHERE " + inPlan() + ") GROUP BY hour ORDER BY hour" + LIMITS)) {
            hours.add(new HourCount(Long.parseLong(row.get(0)), Long.parseLong(row.get(1))));
        }
        return Slices.of(hours, Slices.MOST_ROWS);
    }

    /// Whether the live table's row is of a record that the plan names. Rows do not name their topic: that of one which
    /// was made anew had the same offsets at another time.
    String inPlan() {
        ReplayFilter filter = plan.filter();
        List<PlannedSpan> spans =
                plan.spans().stream().filter(span -> span.span().size() > 0).toList();
        // What a predicate says of the payload as it was sent, nobody can say of the one that is stored.
        if (filter.where() != null || spans.isEmpty()) {
            return "0";
        }
        String offsets = spans.stream()
                .map(PlannedSpan::span)
                .map(TablePair::condition)
                .collect(Collectors.joining(" OR ", "(", ")"));
        long first = spans.stream()
                .flatMap(span -> Stream.ofNullable(span.first()))
                .mapToLong(time -> time.minus(SLACK).toEpochMilli())
                .min()
                .orElse(0);
        long last = spans.stream()
                .flatMap(span -> Stream.ofNullable(span.last()))
                .mapToLong(time -> time.plus(SLACK).toEpochMilli())
                .max()
                .orElse(0);
        return "(" + offsets + " AND toUnixTimestamp64Milli(received_at) BETWEEN " + first + " AND " + last
                + among("org_id", filter.organizations()) + among("stream", filter.streams())
                + among("event_name", filter.names()) + ")";
    }

    /// The query of the keys in a slice of the shadow.
    String shadowKeys(Slice slice) {
        return "SELECT " + KEY + " FROM " + shadowName() + " WHERE " + slice.condition();
    }

    /// The query of those of them that are in the live table, or in another one; without a merge, for that is asked
    /// for each row, not for each event.
    String presentKeys(Slice slice, String from) {
        return "SELECT " + KEY + " FROM " + from + " WHERE " + slice.condition() + " AND (" + KEY + ") IN ("
                + shadowKeys(slice) + ")";
    }

    /// What reads all other live tables, empty when there are none.
    String others() {
        return others.isEmpty()
                ? ""
                : "merge(" + Database.quoted(database.name()) + ", "
                        + Database.quoted("^(" + String.join("|", others) + ")$") + ")";
    }

    /// An array with a hash for each of the columns, so that it can be said which differ.
    static String hashes(List<String> columns) {
        return columns.stream()
                .map(TablePair::name)
                .map(column -> "sipHash64(isNull(" + column + "), assumeNotNull(toString(" + column + ")))")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String condition(OffsetSpan span) {
        return "(kafka_partition = " + span.partition() + " AND kafka_offset >= " + span.from() + " AND kafka_offset < "
                + span.to() + ")";
    }

    private static String among(String column, List<String> values) {
        return values.isEmpty()
                ? ""
                : values.stream()
                        .map(Database::quoted)
                        .collect(Collectors.joining(", ", " AND " + column + " IN (", ")"));
    }

    private static String name(String column) {
        return "`" + column + "`";
    }
}
