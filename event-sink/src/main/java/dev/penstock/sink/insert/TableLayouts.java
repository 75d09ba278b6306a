package dev.penstock.sink.insert;

import dev.penstock.normalize.Shape;
import dev.penstock.sink.connect.Identifier;
import dev.penstock.sink.encode.Column;
import dev.penstock.sink.encode.TableLayout;
import dev.penstock.sink.failure.InsertResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How the rows of each shape are laid out, from a look at their tables that is remembered. Thread-safe.
final class TableLayouts {

    // Far more than the tables, and the versions of their definitions, that a process meets. Beyond it all are
    // forgotten, which costs each table another look.
    private static final int MOST = 1_000;

    private static final String COLUMNS = "SELECT name, type FROM system.columns"
            + " WHERE database = ? AND table = ? AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')"
            + " ORDER BY position";

    private final String database;
    private final Map<Shape, TableLayout> known = new ConcurrentHashMap<>();

    TableLayouts(String database) {
        this.database = Identifier.checked("database", database);
    }

    /// The layout of rows of `shape`, or why its table cannot take them. Only a layout is remembered.
    Lookup of(Shape shape, Connection connection) throws SQLException {
        TableLayout remembered = known.get(shape);
        if (remembered != null) {
            return new Lookup.Found(remembered);
        }
        String table = database + "." + Identifier.checked("table", shape.table());
        List<Column> columns = columns(shape.table(), connection);
        if (columns.isEmpty()) {
            return new Lookup.Refused(new InsertResult.Halt("table_missing", "the table " + table + " is missing"));
        }
        return switch (TableLayout.of(columns, shape)) {
            case TableLayout.Fitting fitting -> {
                if (known.size() >= MOST) {
                    known.clear();
                }
                known.put(shape, fitting.layout());
                yield new Lookup.Found(fitting.layout());
            }
            case TableLayout.Misfit misfit ->
                new Lookup.Refused(new InsertResult.Schema("table_misfit", "in " + table + ", " + misfit.reason()));
        };
    }

    void forget() {
        known.clear();
    }

    private List<Column> columns(String table, Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, database);
            query.setString(2, table);
            try (ResultSet answer = query.executeQuery()) {
                List<Column> columns = new ArrayList<>();
                while (answer.next()) {
                    columns.add(new Column(answer.getString(1), answer.getString(2)));
                }
                return columns;
            }
        }
    }

    sealed interface Lookup {

        record Found(TableLayout layout) implements Lookup {}

        record Refused(InsertResult why) implements Lookup {}
    }
}
