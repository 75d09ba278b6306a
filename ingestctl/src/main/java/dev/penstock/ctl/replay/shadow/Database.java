package dev.penstock.ctl.replay.shadow;

import dev.penstock.sink.connect.Identifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// One database of ClickHouse, asked over a pool that stays the caller's. Thread-safe.
public final class Database {

    /// The setting `os_thread_priority` of what a replay asks and inserts: ClickHouse's threads for it come after those
    /// for others. Where a server may not tell the system so, it changes nothing.
    public static final String NICENESS = "10";

    private final DataSource pool;
    private final String name;

    public Database(DataSource pool, String name) {
        this.pool = pool;
        this.name = Identifier.checked("database", name);
    }

    /// The name of a table as a statement has it.
    String table(String table) {
        return name + "." + Identifier.checked("table", table);
    }

    String name() {
        return name;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The rows of a query, each value as text.
    ///
    /// @param values for the question marks
    List<List<String>> rows(String sql, Object... values) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (ResultSet answer = query.executeQuery()) {
                int columns = answer.getMetaData().getColumnCount();
                List<List<String>> rows = new ArrayList<>();
                while (answer.next()) {
                    List<String> row = new ArrayList<>(columns);
                    for (int column = 1; column <= columns; column++) {
                        row.add(String.valueOf(answer.getString(column)));
                    }
                    rows.add(row);
                }
                return rows;
            }
        }
    }

    /// Inserts rows by a statement that ends in `VALUES (?, …)`.
    void insert(String sql, List<List<Object>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    statement.setObject(i + 1, row.get(i));
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /// `text` as a literal.
    static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
