package dev.penstock.sink.dashboard;

import dev.penstock.model.progress.OffsetRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Counts the rows of some offsets as they are in the tables, before any merge that the views would do. Thread-safe.
///
/// Reads three small columns of the parts that have the offsets, with one thread of the server and within
/// limits of time and memory. Looks at events of the last two days only: older months would all have to be
/// opened.
public final class DuplicateCount {

    private static final int MOST_TABLES = 32;

    private static final String TABLES = "SELECT name FROM system.tables WHERE database = ?"
            + " AND endsWith(name, '_raw') AND endsWith(engine, 'ReplacingMergeTree') ORDER BY name LIMIT "
            + MOST_TABLES;

    private static final String LIMITS =
            " SETTINGS max_execution_time = 10, max_threads = 1, max_memory_usage = 500000000";

    private final DataSource pool;
    private final String database;

    public DuplicateCount(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    /// Counts the rows of `offsets`, by partition, in all tables of events: at most a few millions, or the server gives
    /// up.
    ///
    /// @throws SQLException when ClickHouse is not there, or has something better to do
    public RowCount of(Map<Integer, OffsetRange> offsets) throws SQLException {
        if (offsets.isEmpty()) {
            return new RowCount(0, 0);
        }
        String where = offsets.entrySet().stream()
                .map(range -> "(kafka_partition = " + range.getKey() + " AND kafka_offset BETWEEN "
                        + range.getValue().first() + " AND " + range.getValue().last() + ")")
                .collect(Collectors.joining(" OR "));
        try (Connection connection = pool.getConnection()) {
            RowCount all = new RowCount(0, 0);
            for (String table : tables(connection)) {
                String sql = "SELECT count(), uniqExact(sipHash64(org_id, event_id, timestamp)) FROM " + database + ".`"
                        + table + "` WHERE timestamp > now64(3, 'UTC') - INTERVAL 2 DAY AND (" + where + ")" + LIMITS;
                all = all.plus(count(connection, sql));
            }
            return all;
        }
    }

    private List<String> tables(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TABLES)) {
            query.setString(1, database);
            try (ResultSet answer = query.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (answer.next()) {
                    names.add(answer.getString(1));
                }
                return names;
            }
        }
    }

    private static RowCount count(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet answer = query.executeQuery()) {
            return answer.next() ? new RowCount(answer.getLong(1), answer.getLong(2)) : new RowCount(0, 0);
        }
    }
}
