package dev.penstock.ctl.replay.shadow;

import dev.penstock.ctl.replay.plan.ReplayPlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Compares the shadow tables of a replay with the live ones, in ClickHouse: no row comes here but the samples.
public final class Comparison {

    private static final int MISSING = 1;
    private static final int EXTRA = 2;
    private static final int CHANGED = 3;

    private final Database database;
    private final ReplayPlan plan;

    public Comparison(Database database, ReplayPlan plan) {
        this.database = database;
        this.plan = plan;
    }

    /// Compares all of them.
    ///
    /// @param mostSamples events of each kind that are shown
    public Result compare(int mostSamples) throws SQLException {
        Map<String, Difference> differences = new TreeMap<>();
        Map<Integer, List<DifferentEvent>> samples = new TreeMap<>();
        for (TablePair pair : TablePair.of(database, plan)) {
            for (Slice slice : pair.slices()) {
                boolean differs = count(pair, slice, differences);
                if (differs && mostSamples > 0) {
                    sample(pair, slice, mostSamples, samples);
                }
            }
        }
        return new Result(
                List.copyOf(differences.values()),
                samples.values().stream().flatMap(List::stream).toList());
    }

    private boolean count(TablePair pair, Slice slice, Map<String, Difference> differences) throws SQLException {
        boolean differs = false;
        for (List<String> row : database.rows("SELECT org_id, its_stream, countIf(kind = 0), countIf(kind = " + MISSING
                + "), countIf(kind = " + EXTRA + "), countIf(kind = " + CHANGED + ") FROM (" + events(pair, slice)
                + ") GROUP BY org_id, its_stream" + TablePair.LIMITS)) {
            Difference found = new Difference(
                    pair.live(),
                    row.get(0),
                    row.get(1),
                    Long.parseLong(row.get(2)),
                    Long.parseLong(row.get(3)),
                    Long.parseLong(row.get(4)),
                    Long.parseLong(row.get(5)));
            differs |= !found.isNone();
            differences.merge(
                    String.join("\0", found.table(), found.organization(), found.stream()), found, Comparison::sum);
        }
        return differs;
    }

    private void sample(TablePair pair, Slice slice, int most, Map<Integer, List<DifferentEvent>> samples)
            throws SQLException {
        for (List<String> row : database.rows("SELECT kind, org_id, its_stream, toString(timestamp),"
                + " toString(event_id), tupleElement(place, 1), tupleElement(place, 2), differing FROM ("
                + events(pair, slice)
                + ") WHERE kind != 0 ORDER BY timestamp, event_id LIMIT " + most + " BY kind" + TablePair.LIMITS)) {
            int kind = Integer.parseInt(row.getFirst());
            List<DifferentEvent> known = samples.computeIfAbsent(kind, absent -> new ArrayList<>());
            if (known.size() < most) {
                known.add(new DifferentEvent(
                        kind == MISSING ? "missing" : kind == EXTRA ? "extra" : "changed",
                        pair.live(),
                        row.get(1),
                        row.get(2),
                        row.get(3),
                        row.get(4),
                        Long.parseLong(row.get(5)),
                        Long.parseLong(row.get(6)),
                        row.get(7)));
            }
        }
    }

    /// One row for each event of a slice, with what is different about it.
    ///
    /// An event that was sent twice has two records, and either may have made the row: of two records only what they
    /// say of the event is compared, of the same one everything.
    private static String events(TablePair pair, Slice slice) {
        String shadowSide = side(pair, 1, pair.shadowName() + " FINAL", slice.condition());
        String liveSide = side(
                pair,
                2,
                pair.liveName() + " FINAL",
                slice.condition() + " AND (" + pair.inPlan() + " OR (" + TablePair.KEY + ") IN ("
                        + pair.shadowKeys(slice) + "))");
        String others = pair.others();
        String elsewhere = others.isEmpty()
                ? ""
                : " UNION ALL SELECT 3 AS side, " + TablePair.KEY + ", toString(stream) AS its,"
                        + " (kafka_partition, kafka_offset) AS spot, CAST([], 'Array(UInt64)') AS said,"
                        + " CAST([], 'Array(UInt64)') AS delivered FROM " + others + " WHERE " + slice.condition()
                        + " AND (" + TablePair.KEY + ") IN (" + pair.shadowKeys(slice) + ")";
        List<String> names = new ArrayList<>(pair.said());
        names.addAll(pair.delivered());
        String all = names.stream().map(Database::quoted).collect(Collectors.joining(", ", "[", "]"));
        return "SELECT " + TablePair.KEY + ", its_stream, place,"
                + " multiIf(in_shadow AND NOT in_live AND NOT elsewhere, " + MISSING
                + ", in_live AND NOT in_shadow, " + EXTRA
                + ", in_shadow AND NOT in_live, " + CHANGED
                + ", said_1 != said_2 OR (place = place_2 AND delivered_1 != delivered_2), " + CHANGED
                + ", 0) AS kind,"
                + " if(kind != " + CHANGED + ", '', if(in_live, arrayStringConcat(arrayMap(n -> " + all + "[n],"
                // By index: an event that is on one side alone has nothing to compare with.
                + " arrayFilter(n -> one[n] != other[n], range(1, " + (names.size() + 1) + "))), ','), 'table'))"
                + " AS differing, arrayConcat(said_1, delivered_1) AS one,"
                + " arrayConcat(said_2, if(place = place_2, delivered_2, delivered_1)) AS other"
                + " FROM (SELECT " + TablePair.KEY + ","
                + " countIf(side = 1) > 0 AS in_shadow, countIf(side = 2) > 0 AS in_live,"
                + " countIf(side = 3) > 0 AS elsewhere,"
                + " if(in_shadow, anyIf(its, side = 1), anyIf(its, side = 2)) AS its_stream,"
                + " anyIf(spot, side = 2) AS place_2, if(in_shadow, anyIf(spot, side = 1), place_2) AS place,"
                + " anyIf(said, side = 1) AS said_1, anyIf(said, side = 2) AS said_2,"
                + " anyIf(delivered, side = 1) AS delivered_1, anyIf(delivered, side = 2) AS delivered_2"
                + " FROM (" + shadowSide + " UNION ALL " + liveSide + elsewhere + ") GROUP BY " + TablePair.KEY + ")";
    }

    private static String side(TablePair pair, int number, String table, String condition) {
        return "SELECT " + number + " AS side, " + TablePair.KEY + ", toString(stream) AS its,"
                + " (kafka_partition, kafka_offset) AS spot, " + TablePair.hashes(pair.said()) + " AS said, "
                + TablePair.hashes(pair.delivered()) + " AS delivered FROM " + table + " WHERE " + condition;
    }

    private static Difference sum(Difference one, Difference other) {
        return new Difference(
                one.table(),
                one.organization(),
                one.stream(),
                one.same() + other.same(),
                one.missing() + other.missing(),
                one.extra() + other.extra(),
                one.changed() + other.changed());
    }

    /// What was found.
    ///
    /// @param counts by table, organization and stream, also where nothing differs
    public record Result(List<Difference> counts, List<DifferentEvent> samples) {

        public boolean isSame() {
            return counts.stream().allMatch(Difference::isNone);
        }
    }
}
