package dev.penstock.ctl.replay.shadow;

import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The shadows of the live tables: each with all that its live table is, under a name that no view reads. Thread-safe.
public final class ShadowTables {

    private static final String LIVE = "SELECT name FROM system.tables WHERE database = ? AND endsWith(name, '_raw')"
            + " AND endsWith(engine, 'MergeTree') ORDER BY name";

    private static final String OF_REPLAYS =
            "SELECT name FROM system.tables WHERE database = ? AND startsWith(name, ?) ORDER BY name";

    private final Database database;

    public ShadowTables(Database database) {
        this.database = database;
    }

    /// Makes the shadows that are missing.
    ///
    /// @param liveTables that rows are for
    /// @throws ReplayRefusedException when one of these is not there
    public void create(ReplayPlan plan, Collection<String> liveTables) throws SQLException {
        List<String> there = live();
        for (String live : liveTables) {
            if (!there.contains(live)) {
                throw ReplayRefusedException.refused(
                        "the table " + database.table(live) + " is missing",
                        "make it with `ingestctl schema migrate`, or `ingestctl streams apply` for a stream's own");
            }
        }
        for (String live : liveTables) {
            // All of it: columns, engine, partitioning, sorting key, indexes, retention and settings.
            database.execute("CREATE TABLE IF NOT EXISTS " + database.table(plan.shadowOf(live)) + " AS "
                    + database.table(live));
        }
    }

    /// The live tables, in order.
    List<String> live() throws SQLException {
        return names(database.rows(LIVE, database.name()));
    }

    /// For each live table that has a shadow: its name.
    Map<String, String> shadows(ReplayPlan plan) throws SQLException {
        List<String> there = of(plan.id());
        Map<String, String> shadows = new LinkedHashMap<>();
        for (String live : live()) {
            if (there.contains(plan.shadowOf(live))) {
                shadows.put(live, plan.shadowOf(live));
            }
        }
        return shadows;
    }

    /// All tables of a replay, of every kind, in order.
    public List<String> of(String id) throws SQLException {
        return names(database.rows(OF_REPLAYS, database.name(), ReplayPlan.PREFIX + id + "_"));
    }

    /// The ids of all replays that have tables.
    public List<String> replays() throws SQLException {
        List<String> ids = new ArrayList<>();
        for (String table : names(database.rows(OF_REPLAYS, database.name(), ReplayPlan.PREFIX))) {
            if (table.endsWith(ReplayState.FACTS)) {
                ids.add(table.substring(ReplayPlan.PREFIX.length(), table.length() - ReplayState.FACTS.length() - 1));
            }
        }
        return ids;
    }

    /// Drops all tables of a replay. What says that there is one goes last.
    public void drop(String id) throws SQLException {
        List<String> tables = new ArrayList<>(of(id));
        tables.sort(
                (one, other) -> Boolean.compare(one.endsWith(ReplayState.FACTS), other.endsWith(ReplayState.FACTS)));
        for (String table : tables) {
            database.execute("DROP TABLE IF EXISTS " + database.table(table) + " SYNC");
        }
    }

    private static List<String> names(List<List<String>> rows) {
        return rows.stream().map(List::getFirst).toList();
    }
}
