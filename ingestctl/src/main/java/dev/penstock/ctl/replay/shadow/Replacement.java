package dev.penstock.ctl.replay.shadow;

import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Puts partitions of a shadow in place of those of its live table. What is in them, and not in the shadow, is gone
/// then: so each row that is live must be of a record that the plan names, and nobody may insert meanwhile.
public final class Replacement {

    private final Database database;
    private final ReplayPlan plan;

    public Replacement(Database database, ReplayPlan plan) {
        this.database = database;
        this.plan = plan;
    }

    /// The partitions of the shadows that have rows, by table.
    public List<Swap> swaps() throws SQLException {
        List<Swap> swaps = new ArrayList<>();
        for (TablePair pair : TablePair.of(database, plan)) {
            for (List<String> row : database.rows("SELECT _partition_id AS part, count() FROM " + pair.shadowName()
                    + " GROUP BY part ORDER BY part" + TablePair.LIMITS)) {
                String partition = row.get(0);
                swaps.add(new Swap(
                        pair.live(),
                        partition,
                        Long.parseLong(row.get(1)),
                        count("SELECT count() FROM " + pair.liveName() + " WHERE _partition_id = ?", partition),
                        count(
                                "SELECT uniqExact(" + TablePair.KEY + ") FROM " + pair.liveName()
                                        + " WHERE _partition_id = ? AND (" + TablePair.KEY + ") NOT IN (SELECT "
                                        + TablePair.KEY + " FROM " + pair.shadowName() + " WHERE _partition_id = ?)",
                                partition,
                                partition)));
            }
        }
        return swaps;
    }

    private long count(String sql, Object... values) throws SQLException {
        return Long.parseLong(
                database.rows(sql + TablePair.LIMITS, values).getFirst().getFirst());
    }

    /// The proof that a swap loses nothing: every live row's record, by partition and offset, is one that the plan
    /// names.
    ///
    /// @throws ReplayRefusedException when there is one that is not
    public void prove(Swap swap) throws SQLException {
        TablePair pair = pair(swap);
        List<String> row = database.rows(
                        "SELECT count(), toString(any(event_id)), any(kafka_partition), any(kafka_offset) FROM "
                                + pair.liveName() + " WHERE _partition_id = ? AND NOT " + pair.inPlan()
                                + TablePair.LIMITS,
                        swap.partition())
                .getFirst();
        if (Long.parseLong(row.getFirst()) > 0) {
            throw ReplayRefusedException.refused(
                    row.get(0) + " rows of partition " + swap.partition() + " of " + pair.liveName()
                            + " are of records that the plan does not name, such as event " + row.get(1) + " at "
                            + row.get(2) + ":" + row.get(3) + ", and would be lost",
                    "plan all that the partition has, or leave --offline out, which only adds");
        }
    }

    /// Whether a row was inserted into the table of a swap since a time, by the clock of who inserts.
    public boolean isInsertedInto(Swap swap, Instant since) throws SQLException {
        return !database.rows(
                        "SELECT 1 FROM " + pair(swap).liveName()
                                + " WHERE _partition_id = ? AND toUnixTimestamp64Milli(ingested_at) > ? LIMIT 1"
                                + TablePair.LIMITS,
                        swap.partition(),
                        since.toEpochMilli())
                .isEmpty();
    }

    /// Swaps, at once and whole.
    public void replace(Swap swap) throws SQLException {
        TablePair pair = pair(swap);
        database.execute("ALTER TABLE " + pair.liveName() + " REPLACE PARTITION ID " + Database.quoted(swap.partition())
                + " FROM " + pair.shadowName());
    }

    /// Notes that it was done.
    public void applied(Instant now) throws SQLException {
        new ReplayState(database, plan.id()).applied(now.toString(), now.toEpochMilli());
    }

    private TablePair pair(Swap swap) throws SQLException {
        return TablePair.of(database, plan).stream()
                .filter(pair -> pair.live().equals(swap.table()))
                .findFirst()
                .orElseThrow(() -> ReplayRefusedException.refused(
                        "the table " + swap.table() + " has no shadow any more", "run the replay again"));
    }

    /// A partition of a live table and what is to take its place.
    ///
    /// @param table the live one
    /// @param partition ClickHouse's id of it
    /// @param shadowRows rows it will have
    /// @param liveRows rows it has
    /// @param gone events it has and will not have
    public record Swap(String table, String partition, long shadowRows, long liveRows, long gone) {}
}
