package dev.penstock.sink.audit;

import dev.penstock.model.event.EventId;
import dev.penstock.model.organization.OrgId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Which records of `events` have a row.
public final class StoredOffsets {

    /// Offsets, or events, that may be asked for at once.
    public static final int MOST = 100_000;

    private static final String TABLES = "SELECT name FROM system.tables WHERE database = ? AND engine != 'View'"
            + " AND (endsWith(name, '_raw') OR endsWith(name, '_raw_all')) ORDER BY name";

    private static final String LIMITS = " SETTINGS max_execution_time = 120";

    private final DataSource pool;
    private final String database;

    /// @param database a name that [dev.penstock.sink.connect.ClickHouseSettings] accepted
    public StoredOffsets(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    /// Which offsets have a row in a table of events. One whose row was merged with a later one of the same event has
    /// none.
    ///
    /// @param to not among them, at most [#MOST] behind `from`
    /// @return by their distance from `from`
    /// @throws SQLException when ClickHouse is not there, or has something better to do
    public BitSet inTables(int partition, long from, long to) throws SQLException {
        BitSet found = new BitSet();
        try (Connection connection = pool.getConnection()) {
            for (String table : tables(connection)) {
                collect(
                        connection,
                        "SELECT kafka_offset FROM " + database + ".`" + table + "` WHERE kafka_partition = " + partition
                                + " AND kafka_offset >= " + from + " AND kafka_offset < " + to + LIMITS,
                        from,
                        found);
            }
        }
        return found;
    }

    /// Which offsets have a dead letter.
    ///
    /// @param topic the id of `events`
    /// @param to not among them, at most [#MOST] behind `from`
    /// @return by their distance from `from`
    /// @throws SQLException when ClickHouse is not there, or has something better to do
    public BitSet inLetters(String topic, int partition, long from, long to) throws SQLException {
        BitSet found = new BitSet();
        try (Connection connection = pool.getConnection()) {
            // An id is Base64: nothing of it would have to be escaped.
            collect(
                    connection,
                    "SELECT source_offset FROM " + database + ".dead_letters WHERE source_topic_id = '" + topic
                            + "' AND source_partition = " + partition + " AND source_offset >= " + from
                            + " AND source_offset < " + to + LIMITS,
                    from,
                    found);
        }
        return found;
    }

    /// Which of some events of an organization have a row, wherever it came from.
    ///
    /// @param ids at most [#MOST]
    /// @throws SQLException when ClickHouse is not there, or has something better to do
    public Set<EventId> events(OrgId organization, Collection<EventId> ids) throws SQLException {
        if (ids.isEmpty()) {
            return Set.of();
        }
        // An organization's id has nothing that would have to be escaped, an event's is hexadecimal.
        String named = ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "));
        Set<EventId> found = new HashSet<>();
        try (Connection connection = pool.getConnection()) {
            for (String table : tables(connection)) {
                String sql = "SELECT DISTINCT toString(event_id) FROM " + database + ".`" + table
                        + "` WHERE org_id = '" + organization + "' AND event_id IN (" + named + ")" + LIMITS
                        + ", max_query_size = 10000000";
                try (PreparedStatement query = connection.prepareStatement(sql);
                        ResultSet answer = query.executeQuery()) {
                    while (answer.next()) {
                        EventId.parse(answer.getString(1)).ifPresent(found::add);
                    }
                }
            }
        }
        return found;
    }

    private List<String> tables(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TABLES)) {
            query.setString(1, database);
            try (ResultSet answer = query.executeQuery()) {
                Set<String> names = new HashSet<>();
                while (answer.next()) {
                    names.add(answer.getString(1));
                }
                // On a cluster a table of one server has its shard alone.
                List<String> all = new ArrayList<>(names);
                all.removeIf(name -> names.contains(name + "_all"));
                return all;
            }
        }
    }

    private static void collect(Connection connection, String sql, long from, BitSet found) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet answer = query.executeQuery()) {
            while (answer.next()) {
                found.set(Math.toIntExact(answer.getLong(1) - from));
            }
        }
    }
}
