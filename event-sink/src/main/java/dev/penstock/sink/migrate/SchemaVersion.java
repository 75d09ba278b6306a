package dev.penstock.sink.migrate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/// Reads which version a schema has, with two plain queries: a writer asks again and again, and need not load a
/// migration tool for that.
public final class SchemaVersion {

    // The names of the files beside this class; a test compares.
    static final List<Step> STEPS = List.of(
            new Step(1, "events raw"),
            new Step(2, "events"),
            new Step(3, "all streams"),
            new Step(5, "freshness"),
            new Step(6, "streams seen"),
            new Step(7, "ingest freshness"),
            new Step(8, "dead letters"),
            new Step(9, "ledger"),
            new Step(10, "dead letter marks"));

    /// The version this program needs: that of the last step it knows.
    public static final int NEEDED = STEPS.getLast().version();

    static final String HISTORY = "flyway_schema_history";

    private SchemaVersion() {}

    /// Reads the version of `database`.
    ///
    /// @param database a name that [dev.penstock.sink.connect.ClickHouseSettings] accepted
    /// @throws SQLException when ClickHouse is not there or does not let us look
    public static SchemaStatus read(DataSource pool, String database) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            int current = historyExists(connection, database) ? current(connection, database) : 0;
            List<String> pending = STEPS.stream()
                    .filter(step -> step.version() > current)
                    .map(step -> step.version() + " " + step.description())
                    .toList();
            return new SchemaStatus(current, NEEDED, pending);
        }
    }

    /// Tells whether a step failed and was not taken since.
    static boolean hasFailures(DataSource pool, String database) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            if (!historyExists(connection, database)) {
                return false;
            }
            try (PreparedStatement query = connection.prepareStatement(
                            "SELECT count() FROM " + database + "." + HISTORY + " WHERE success = 0");
                    ResultSet answer = query.executeQuery()) {
                return answer.next() && answer.getInt(1) > 0;
            }
        }
    }

    private static boolean historyExists(Connection connection, String database) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT count() FROM system.tables WHERE database = ? AND name = ?")) {
            query.setString(1, database);
            query.setString(2, HISTORY);
            try (ResultSet answer = query.executeQuery()) {
                return answer.next() && answer.getInt(1) > 0;
            }
        }
    }

    private static int current(Connection connection, String database) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT max(toInt32OrZero(version)) FROM " + database + "." + HISTORY + " WHERE success = 1");
                ResultSet answer = query.executeQuery()) {
            return answer.next() ? answer.getInt(1) : 0;
        }
    }

    record Step(int version, String description) {

        String file() {
            return "V" + version + "__" + description.replace(' ', '_') + ".sql";
        }
    }
}
