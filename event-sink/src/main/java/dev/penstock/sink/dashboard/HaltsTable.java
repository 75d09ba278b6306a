package dev.penstock.sink.dashboard;

import dev.penstock.model.stream.StreamName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/// Where dashboards learn which streams are halted: tells `stream_halts`, which the view `ingest_freshness` reads.
/// Thread-safe; each call is a small statement or one for each halt.
///
/// What is told is true for ever, so it may be told twice, late, and by several: the view takes the earliest time of a
/// halt.
public final class HaltsTable {

    private final DataSource pool;
    private final String database;

    public HaltsTable(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    /// The halts somebody has told of: of each stream the numbers.
    ///
    /// @throws SQLException when they cannot be read
    public Map<StreamName, Set<Integer>> told() throws SQLException {
        Map<StreamName, Set<Integer>> told = new HashMap<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT DISTINCT stream, number FROM " + database + ".stream_halts");
                ResultSet answer = query.executeQuery()) {
            while (answer.next()) {
                if (StreamName.isValid(answer.getString(1))) {
                    told.computeIfAbsent(new StreamName(answer.getString(1)), unknown -> new HashSet<>())
                            .add(answer.getInt(2));
                }
            }
        }
        return told;
    }

    /// Tells of halts, each with what is complete now: it must be told before the claims that cover an event which is
    /// parked for it.
    ///
    /// @throws SQLException when it is not known to be stored; those told before are
    public void tell(Collection<StreamHalt> halts) throws SQLException {
        String sql = insertHalts()
                + " SELECT ?, ?, ?, ?, complete_until, toDateTime64(0, 3, 'UTC'), now64(3, 'UTC'),"
                + " bitNot(toUInt64(greatest(toUnixTimestamp64Milli(complete_until), 0)) + 1)"
                + " FROM " + database + ".ingest_complete";
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            for (StreamHalt halt : halts) {
                insert.setString(1, halt.stream().value());
                insert.setInt(2, halt.number());
                insert.setBoolean(3, halt.halted());
                insert.setString(4, halt.reason());
                insert.execute();
            }
        }
    }

    /// Tells that everything which was parked of a stream before it was resumed is back in `events`: it is complete
    /// again as soon as everything is that is in `events` now. The first time it is told counts.
    ///
    /// @param number of the fact that resumed it
    /// @throws SQLException when it is not known to be stored
    public void returned(StreamName stream, int number) throws SQLException {
        String sql = insertHalts() + " SELECT ?, ?, false, '', now64(3, 'UTC'), now64(3, 'UTC'), now64(3, 'UTC'),"
                + " bitNot(toUInt64(0)) WHERE (SELECT count() FROM " + database
                + ".stream_halts WHERE stream = ? AND number = ? AND returned_at > toDateTime64(0, 3, 'UTC')) = 0";
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, stream.value());
            insert.setInt(2, number);
            insert.setString(3, stream.value());
            insert.setInt(4, number);
            insert.execute();
        }
    }

    private String insertHalts() {
        return "INSERT INTO " + database + ".stream_halts"
                + " (stream, number, halted, reason, complete_until, returned_at, told_at, precedence)"
                + FreshnessTable.SETTINGS;
    }
}
