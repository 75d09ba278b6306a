package dev.penstock.sink.dashboard;

import dev.penstock.model.stream.StreamName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Where dashboards learn how far ingestion is: tells `freshness_partitions` and `stream_halts`, which the view
/// `ingest_freshness` reads. Thread-safe; each call is one small insert, or none.
///
/// What is told is true for ever, so it may be told twice, late, and by several: the views take the furthest time of a
/// partition and the earliest of a halt.
public final class FreshnessTable {

    // A copy on one server is enough for what is told again in a moment; the user's own settings are made for events.
    private static final String SETTINGS = " SETTINGS insert_quorum = 0, max_execution_time = 10";

    private final DataSource pool;
    private final String database;
    private final long marginMillis;

    /// @param margin no claim is stored that is later than this before ClickHouse's own time: a writer whose clock is
    ///     ahead must not claim the future for ever
    public FreshnessTable(DataSource pool, String database, Duration margin) {
        this.pool = pool;
        this.database = database;
        this.marginMillis = margin.toMillis();
    }

    /// Tells how far partitions are.
    ///
    /// @throws SQLException when it is not known to be stored
    public void report(FreshnessReport report) throws SQLException {
        if (report.completeUntil().isEmpty()) {
            return;
        }
        String claims = report.completeUntil().entrySet().stream()
                .map(claim -> "(" + claim.getKey() + ", " + claim.getValue().toEpochMilli() + ")")
                .collect(Collectors.joining(", "));
        String sql = "INSERT INTO " + database + ".freshness_partitions"
                + " (source, topic_id, kafka_partition, partitions, complete_until, reported_at)" + SETTINGS
                + " SELECT ?, ?, claim.1, ?,"
                + " least(fromUnixTimestamp64Milli(toInt64(claim.2), 'UTC'),"
                + " fromUnixTimestamp64Milli(toUnixTimestamp64Milli(now64(3, 'UTC')) - " + marginMillis + ", 'UTC')),"
                + " now64(3, 'UTC')"
                + " FROM (SELECT arrayJoin([" + claims + "]) AS claim)";
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, report.source());
            insert.setString(2, report.topic().toString());
            insert.setInt(3, report.partitions());
            insert.execute();
        }
    }

    /// Tells of halts, each with what is complete now: it must be told before the claims that cover an event which is
    /// parked for it.
    ///
    /// @throws SQLException when it is not known to be stored; those told before are
    public void halts(Collection<StreamHalt> halts) throws SQLException {
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
    /// again as soon as everything is that is in `events` now.
    ///
    /// @param number of the fact that resumed it
    /// @throws SQLException when it is not known to be stored
    public void returned(StreamName stream, int number) throws SQLException {
        String sql = insertHalts() + " SELECT ?, ?, false, '', now64(3, 'UTC'), now64(3, 'UTC'), now64(3, 'UTC'),"
                + " bitNot(toUInt64(0))";
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, stream.value());
            insert.setInt(2, number);
            insert.execute();
        }
    }

    private String insertHalts() {
        return "INSERT INTO " + database + ".stream_halts"
                + " (stream, number, halted, reason, complete_until, returned_at, told_at, precedence)" + SETTINGS;
    }
}
