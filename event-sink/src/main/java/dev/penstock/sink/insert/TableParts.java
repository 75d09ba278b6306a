package dev.penstock.sink.insert;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Counts the parts ClickHouse keeps of our tables: every insert makes one, merges make fewer of them, and when there
/// are too many ClickHouse first delays inserts and then refuses them. Thread-safe.
public final class TableParts {

    // What is in memory anyway; bounded all the same, on a server that is in trouble.
    private static final String QUERY = "SELECT max(parts) FROM (SELECT count() AS parts FROM system.parts"
            + " WHERE active AND database = ? GROUP BY table, partition_id)"
            + " SETTINGS max_execution_time = 5, max_threads = 1";

    private final DataSource pool;
    private final String database;

    /// Counts over the connections of `pool`, which stays the caller's.
    public TableParts(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    /// Active parts in the one partition of one table that has most; 0 without any.
    ///
    /// @throws SQLException when ClickHouse does not tell
    public long most() throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, database);
            try (ResultSet answer = query.executeQuery()) {
                return answer.next() ? answer.getLong(1) : 0;
            }
        }
    }
}
