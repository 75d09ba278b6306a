package dev.penstock.sink.access;

import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// The tables and views of a database, as far as roles have to know them.
///
/// @param tables in the order of their names
public record SchemaTables(List<SchemaTable> tables) {

    /// Of a database that is not there yet.
    public static final SchemaTables NONE = new SchemaTables(List.of());

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String QUERY = "SELECT name, engine, name IN"
            + " (SELECT table FROM system.columns WHERE database = ? AND name = 'org_id')"
            + " FROM system.tables WHERE database = ? ORDER BY name";

    public SchemaTables {
        tables = List.copyOf(tables);
    }

    /// Reads them.
    ///
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public static SchemaTables read(ClickHouseSettings settings) throws SQLException {
        try (var pool = ClickHousePool.open(settings, 1, PATIENCE)) {
            return read(pool, settings.database());
        }
    }

    private static SchemaTables read(DataSource pool, String database) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, database);
            query.setString(2, database);
            try (ResultSet answer = query.executeQuery()) {
                List<SchemaTable> tables = new ArrayList<>();
                while (answer.next()) {
                    tables.add(new SchemaTable(answer.getString(1), answer.getString(2), answer.getInt(3) > 0));
                }
                return new SchemaTables(tables);
            }
        }
    }
}
