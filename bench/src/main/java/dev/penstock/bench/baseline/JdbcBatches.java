package dev.penstock.bench.baseline;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `PreparedStatement.addBatch` and `executeBatch` of ClickHouse's own driver, as it is used by default.
public final class JdbcBatches {

    private static final int BATCH = 10_000;

    private JdbcBatches() {}

    /// Inserts, and prints how long it took.
    ///
    /// @param arguments ClickHouse's URL, table to fill, table to take rows from, rows
    public static void main(String[] arguments) throws SQLException {
        String url = "jdbc:clickhouse:" + arguments[0]
                + "/?compress=false&clickhouse_setting_async_insert=0&clickhouse_setting_insert_deduplicate=0";
        int rows = Integer.parseInt(arguments[3]);
        try (Connection connection = DriverManager.getConnection(url)) {
            List<List<Object>> values = rowsOf(connection, arguments[2]);
            insert(connection, arguments[1], values, BATCH);
            Stopwatch stopwatch = new Stopwatch();
            insert(connection, arguments[1], values, rows);
            System.out.println(stopwatch.of(rows).line());
        }
    }

    private static List<List<Object>> rowsOf(Connection connection, String table) throws SQLException {
        List<List<Object>> rows = new ArrayList<>(BATCH);
        try (Statement statement = connection.createStatement();
                // As text where JDBC has no type that goes both ways.
                ResultSet result = statement.executeQuery("SELECT * REPLACE (toString(timestamp) AS timestamp,"
                        + " toString(received_at) AS received_at, toString(ingested_at) AS ingested_at,"
                        + " toString(event_id) AS event_id, toString(source_ip) AS source_ip) FROM " + table
                        + " LIMIT " + BATCH)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> row = new ArrayList<>(columns);
                for (int i = 1; i <= columns; i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static void insert(Connection connection, String table, List<List<Object>> values, int rows)
            throws SQLException {
        int columns = values.getFirst().size();
        String places = String.join(",", Collections.nCopies(columns, "?"));
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO " + table + " VALUES (" + places + ")")) {
            for (int row = 0; row < rows; row++) {
                List<Object> one = values.get(row % values.size());
                for (int i = 0; i < columns; i++) {
                    statement.setObject(i + 1, one.get(i));
                }
                statement.addBatch();
                if ((row + 1) % BATCH == 0) {
                    statement.executeBatch();
                }
            }
            if (rows % BATCH != 0) {
                statement.executeBatch();
            }
        }
    }
}
