package dev.penstock.sink.table;

import dev.penstock.normalize.Shape;
import dev.penstock.sink.connect.Identifier;
import dev.penstock.sink.migrate.TableEngines;
import dev.penstock.sink.table.ExistingTable.ExistingColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// The tables of streams in one database: says what a definition needs, and makes it so.
///
/// A stream with columns of its own has the table `<stream>_raw`, which is `events_raw` with its columns after the
/// common ones; the view `<stream>`, which shows each event once; `<stream>_quarantine`, which has the events that did
/// not fit; and `streams_seen_of_<stream>`, which notes for `ingest_freshness` that it was seen. On a cluster all are
/// on
/// all servers, and each table has one beside it through which it is read over the shards. Apply a plan before the
/// definition is published: a writer whose table is not there halts.
///
/// Thread-safe. Two who apply the same plan at once do no harm to each other.
public final class StreamTables {

    private static final String TABLES = "SELECT name, engine, engine_full, partition_key, sorting_key, as_select"
            + " FROM system.tables WHERE database = ? AND name IN (?, ?, ?, ?, ?, ?, ?)";

    private static final String COLUMNS = "SELECT table, name, type, default_kind FROM system.columns"
            + " WHERE database = ? AND table IN (?, ?, ?, ?, ?, ?, ?) ORDER BY table, position";

    private final DataSource pool;
    private final String database;
    private final TableEngines engines;

    /// Works on `database` over the connections of `pool`, which stays the caller's. It must allow statements as
    /// long as a column takes to be added, which is short: no data is rewritten.
    ///
    /// @param engines the form of the database's other tables
    public StreamTables(DataSource pool, String database, TableEngines engines) {
        this.pool = pool;
        this.database = Identifier.checked("database", database);
        this.engines = engines;
    }

    /// Compares what is wanted with what is there, and changes nothing.
    ///
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public TablePlan compare(StreamTable wanted) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            Map<String, List<ExistingColumn>> columns = columns(connection, wanted);
            return Planning.plan(database, engines, wanted, new Existing(tables(connection, wanted, columns)));
        }
    }

    /// Runs the statements of a plan, in order.
    ///
    /// @throws SQLException when one fails; those before it stay applied, and a new plan goes on from there
    /// @throws IllegalArgumentException when the plan is an impossible one
    public void apply(TablePlan plan) throws SQLException {
        List<String> statements = switch (plan) {
            case TablePlan.Same same -> List.of();
            case TablePlan.Create create -> create.statements();
            case TablePlan.AddColumns add -> add.statements();
            case TablePlan.Impossible impossible ->
                throw new IllegalArgumentException("nothing can be applied: " + impossible.sentences());
        };
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Map<String, List<ExistingColumn>> columns(Connection connection, StreamTable wanted) throws SQLException {
        Map<String, List<ExistingColumn>> columns = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS);
                ResultSet answer = ask(query, wanted)) {
            while (answer.next()) {
                columns.computeIfAbsent(answer.getString(1), absent -> new ArrayList<>())
                        .add(new ExistingColumn(answer.getString(2), answer.getString(3), answer.getString(4)));
            }
        }
        return columns;
    }

    private Map<String, ExistingTable> tables(
            Connection connection, StreamTable wanted, Map<String, List<ExistingColumn>> columns) throws SQLException {
        Map<String, ExistingTable> tables = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(TABLES);
                ResultSet answer = ask(query, wanted)) {
            while (answer.next()) {
                String name = answer.getString(1);
                tables.put(
                        name,
                        new ExistingTable(
                                answer.getString(2),
                                answer.getString(3),
                                answer.getString(4),
                                answer.getString(5),
                                answer.getString(6),
                                columns.getOrDefault(name, List.of())));
            }
        }
        return tables;
    }

    private ResultSet ask(PreparedStatement query, StreamTable wanted) throws SQLException {
        query.setString(1, database);
        query.setString(2, wanted.raw());
        query.setString(3, engines.readable(wanted.raw()));
        query.setString(4, wanted.quarantine());
        query.setString(5, engines.readable(wanted.quarantine()));
        query.setString(6, wanted.view());
        query.setString(7, wanted.seen());
        query.setString(8, Shape.COMMON.table());
        return query.executeQuery();
    }
}
