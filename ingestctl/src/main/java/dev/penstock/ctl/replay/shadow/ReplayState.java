package dev.penstock.ctl.replay.shadow;

import dev.penstock.ctl.replay.plan.PlanText;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.terminal.Json;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of a replay, beside its shadow tables: so that it can go on, and be looked at and cancelled, from
/// anywhere. Thread-safe.
///
/// What is written stays true when it is written again, or late: progress only ever counts up.
public final class ReplayState {

    static final String FACTS = "facts";

    private static final String PLAN = "plan";
    private static final String CANCELLED = "cancelled";
    private static final String APPLIED = "applied";

    private static final String SURE = " SETTINGS fsync_after_insert = 1, fsync_part_directory = 1";

    private final Database database;
    private final String id;

    public ReplayState(Database database, String id) {
        this.database = database;
        this.id = id;
    }

    /// Makes its tables, and puts the plan in.
    public void create(ReplayPlan plan, long now) throws SQLException {
        database.execute("CREATE TABLE IF NOT EXISTS " + table("progress")
                + " (kafka_partition UInt32, from_offset UInt64, next_offset UInt64, read UInt64, rows UInt64,"
                + " aside UInt64, at Int64) ENGINE = ReplacingMergeTree(next_offset)"
                + " ORDER BY (kafka_partition, from_offset)" + SURE);
        database.execute("CREATE TABLE IF NOT EXISTS " + table("aside")
                + " (kafka_partition UInt32, kafka_offset UInt64, stream String, cause String, column String)"
                + " ENGINE = ReplacingMergeTree ORDER BY (kafka_partition, kafka_offset)" + SURE);
        database.execute("CREATE TABLE IF NOT EXISTS " + table(FACTS)
                + " (name String, value String, at Int64) ENGINE = ReplacingMergeTree(at) ORDER BY name" + SURE);
        put(PLAN, Json.of(PlanText.document(plan)), now);
    }

    /// Whether somebody has begun it.
    public boolean exists() throws SQLException {
        return !database.rows(
                        "SELECT name FROM system.tables WHERE database = ? AND name = ?",
                        database.name(),
                        ReplayPlan.PREFIX + id + "_" + FACTS)
                .isEmpty();
    }

    /// The plan it was begun with.
    ///
    /// @throws ReplayRefusedException when there is no such replay
    public ReplayPlan plan() throws SQLException {
        Optional<String> text = exists() ? value(PLAN) : Optional.empty();
        return PlanText.read(text.orElseThrow(() -> ReplayRefusedException.refused(
                "there is no replay " + id + " in the database " + database.name(),
                "name a plan's file, or one of those that `ingestctl replay status` lists")));
    }

    /// How far each span is that was begun, by partition and where it begins.
    public List<SpanProgress> progress() throws SQLException {
        List<SpanProgress> spans = new ArrayList<>();
        for (List<String> row : database.rows("SELECT kafka_partition, from_offset, next_offset, read, rows, aside, at"
                + " FROM " + table("progress") + " FINAL ORDER BY kafka_partition, from_offset")) {
            spans.add(new SpanProgress(
                    Integer.parseInt(row.get(0)),
                    Long.parseLong(row.get(1)),
                    Long.parseLong(row.get(2)),
                    Long.parseLong(row.get(3)),
                    Long.parseLong(row.get(4)),
                    Long.parseLong(row.get(5)),
                    Long.parseLong(row.get(6))));
        }
        return spans;
    }

    /// Notes how far a span is.
    public void reached(SpanProgress span) throws SQLException {
        database.insert(
                "INSERT INTO " + table("progress") + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                List.of(List.of(
                        span.partition(),
                        span.from(),
                        span.next(),
                        span.read(),
                        span.rows(),
                        span.aside(),
                        span.at())));
    }

    /// Notes records that make no row.
    public void setAside(List<AsideRecord> records) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        for (AsideRecord record : records) {
            rows.add(List.of(record.partition(), record.offset(), record.stream(), record.cause(), record.column()));
        }
        database.insert("INSERT INTO " + table("aside") + " VALUES (?, ?, ?, ?, ?)", rows);
    }

    /// The records that make no row: the first of them, by partition and offset.
    public List<AsideRecord> aside(int most) throws SQLException {
        List<AsideRecord> records = new ArrayList<>();
        for (List<String> row : database.rows("SELECT kafka_partition, kafka_offset, stream, cause, column FROM "
                + table("aside") + " FINAL ORDER BY kafka_partition, kafka_offset LIMIT " + most)) {
            records.add(new AsideRecord(
                    Integer.parseInt(row.get(0)), Long.parseLong(row.get(1)), row.get(2), row.get(3), row.get(4)));
        }
        return records;
    }

    /// How many records make no row, by stream and cause.
    public Map<String, Long> asideByCause() throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (List<String> row : database.rows("SELECT stream, cause, count() FROM " + table("aside")
                + " FINAL GROUP BY stream, cause ORDER BY stream, cause LIMIT 1000")) {
            String stream = row.get(0).isEmpty() ? "" : " in " + row.get(0);
            counts.put(row.get(1) + stream, Long.parseLong(row.get(2)));
        }
        return counts;
    }

    public boolean isCancelled() throws SQLException {
        return value(CANCELLED).filter("yes"::equals).isPresent();
    }

    public void cancel(boolean cancelled, long now) throws SQLException {
        put(CANCELLED, cancelled ? "yes" : "no", now);
    }

    /// When its rows were put into the live tables last, as text.
    public Optional<String> applied() throws SQLException {
        return value(APPLIED);
    }

    void applied(String when, long now) throws SQLException {
        put(APPLIED, when, now);
    }

    private Optional<String> value(String name) throws SQLException {
        return database.rows("SELECT value FROM " + table(FACTS) + " FINAL WHERE name = ?", name).stream()
                .map(List::getFirst)
                .findFirst();
    }

    private void put(String name, String value, long now) throws SQLException {
        database.insert("INSERT INTO " + table(FACTS) + " VALUES (?, ?, ?)", List.of(List.of(name, value, now)));
    }

    private String table(String name) {
        return database.table(ReplayPlan.PREFIX + id + "_" + name);
    }
}
