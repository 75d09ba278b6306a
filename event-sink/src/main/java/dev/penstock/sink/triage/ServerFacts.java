package dev.penstock.sink.triage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// What a server says of itself, as far as our promises rest on it. Thread-safe; each call is one query.
public final class ServerFacts {

    private static final String TABLES = "SELECT name, position(engine_full, 'deduplication_window = ') > 0"
            + " FROM system.tables WHERE database = ? AND engine LIKE '%MergeTree' AND name LIKE '%\\_raw' ORDER BY name";

    private final DataSource pool;
    private final String database;

    public ServerFacts(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    /// The tables that have events.
    ///
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public List<Table> eventTables() throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(TABLES)) {
            query.setString(1, database);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    tables.add(new Table(row.getString(1), row.getInt(2) > 0));
                }
            }
        } catch (RuntimeException e) {
            // The driver throws runtime exceptions of its own.
            throw new SQLException(e);
        }
        return tables;
    }

    /// Its clock.
    ///
    /// @throws SQLException when ClickHouse is not there
    public Instant time() throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT toUnixTimestamp64Milli(now64(3))");
                ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("ClickHouse does not say what time it is");
            }
            return Instant.ofEpochMilli(row.getLong(1));
        } catch (RuntimeException e) {
            throw new SQLException(e);
        }
    }

    /// A table of events.
    ///
    /// @param rememberedInserts whether an insert under a token it knows is dropped
    public record Table(String name, boolean rememberedInserts) {}
}
