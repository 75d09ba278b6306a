package dev.penstock.ctl.replay.shadow;

import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Puts the events of a shadow that no live table has into its live table, in ClickHouse.
///
/// Only ever adds, and looks each time at what is there: to do it again, at once or after it was ended in the middle,
/// adds what is still missing. A writer that stores the same event meanwhile makes the same row.
public final class Addition {

    // One block a slice: a token stands for all of an insert or for none of it.
    private static final String WHOLE = ", async_insert = 0, max_insert_threads = 1, min_insert_block_size_rows ="
            + " 1000000, min_insert_block_size_bytes = 268435456";

    private final Database database;
    private final ReplayPlan plan;

    public Addition(Database database, ReplayPlan plan) {
        this.database = database;
        this.plan = plan;
    }

    /// How many events are missing, by live table.
    public Map<String, Long> missing() throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (TablePair pair : TablePair.of(database, plan)) {
            long count = 0;
            for (Slice slice : pair.slices()) {
                count += missing(pair, slice).count();
            }
            counts.put(pair.live(), count);
        }
        return counts;
    }

    /// Adds what is missing.
    ///
    /// @return how many events were added, by live table
    /// @throws ReplayRefusedException when some are missing still
    public Map<String, Long> apply(Instant now) throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (TablePair pair : TablePair.of(database, plan)) {
            long count = 0;
            for (Slice slice : pair.slices()) {
                count += add(pair, slice);
            }
            counts.put(pair.live(), count);
        }
        new ReplayState(database, plan.id()).applied(now.toString(), now.toEpochMilli());
        return counts;
    }

    private long add(TablePair pair, Slice slice) throws SQLException {
        Missing missing = missing(pair, slice);
        if (missing.count() == 0) {
            return 0;
        }
        insert(pair, slice, missing.token(plan, pair, slice));
        Missing rest = missing(pair, slice);
        if (rest.count() > 0) {
            // ClickHouse knows the token of rows that were deleted since: one that nobody has used makes it take them.
            insert(pair, slice, "again:" + UUID.randomUUID() + ":" + rest.token(plan, pair, slice));
            rest = missing(pair, slice);
        }
        if (rest.count() > 0) {
            throw ReplayRefusedException.stopped(
                    rest.count() + " events are not in " + pair.liveName() + " although they were inserted",
                    "see whether somebody deletes them, or a retention of the table does, and run the command again");
        }
        return missing.count();
    }

    private void insert(TablePair pair, Slice slice, String token) throws SQLException {
        database.execute(
                "INSERT INTO " + pair.liveName() + " (" + pair.columns() + ") SELECT " + pair.columns() + " FROM "
                        + pair.shadowName() + " FINAL WHERE " + absent(pair, slice) + TablePair.LIMITS + WHOLE
                        + ", insert_deduplication_token = " + Database.quoted(token));
    }

    // The fingerprint: a token that could stand for other rows would lose them.
    private Missing missing(TablePair pair, Slice slice) throws SQLException {
        List<String> row = database.rows("SELECT count(), groupBitXor(sipHash64(" + TablePair.KEY + ")) FROM "
                        + pair.shadowName() + " FINAL WHERE " + absent(pair, slice) + TablePair.LIMITS)
                .getFirst();
        return new Missing(Long.parseLong(row.get(0)), row.get(1));
    }

    private static String absent(TablePair pair, Slice slice) {
        String others = pair.others();
        String key = "(" + TablePair.KEY + ")";
        return slice.condition() + " AND " + key + " NOT IN (" + pair.presentKeys(slice, pair.liveName()) + ")"
                + (others.isEmpty() ? "" : " AND " + key + " NOT IN (" + pair.presentKeys(slice, others) + ")");
    }

    private record Missing(long count, String fingerprint) {

        String token(ReplayPlan plan, TablePair pair, Slice slice) {
            return "replay:" + plan.id() + ":" + pair.live() + ":" + slice + ":" + count + ":" + fingerprint;
        }
    }
}
