package dev.penstock.sink.dashboard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Where dashboards learn how far ingestion is: tells `freshness_partitions`, which the view `ingest_freshness` reads.
/// Thread-safe; each call is one small insert, or none.
///
/// What is told is true for ever, so it may be told twice, late, and by several: the views take the furthest time of a
/// partition.
public final class FreshnessTable {

    // A copy on one server is enough for what is told again in a moment; the user's own settings are made for events.
    static final String SETTINGS = " SETTINGS insert_quorum = 0, max_execution_time = 10";

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
}
