package dev.penstock.sink.insert;

import dev.penstock.model.event.EventId;
import dev.penstock.sink.block.Absence;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.block.StoredRow;
import dev.penstock.sink.connect.Identifier;
import dev.penstock.sink.failure.InsertResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/// Looks which rows of a block are in its table. Thread-safe.
///
/// A row is told by its partition, its offset, its event and the block's `ingested_at`: a topic that was made anew has
/// the same offsets again, and so has another cluster whose events are in the same table. A log that was cut and has
/// grown again has them too, and an intent with the same `ingested_at` may span them: its events are others.
final class StoredRows {

    // Offsets that were given twice have two events each. What a limit cuts off would be sent again.
    private static final int MOST_FOUND = 2 * Block.MAX_ROWS;

    // Reads the months and granules of the block alone.
    private static final String QUERY = "SELECT DISTINCT kafka_offset, event_id FROM %s.%s"
            + " WHERE kafka_partition = ? AND kafka_offset BETWEEN ? AND ?"
            + " AND timestamp BETWEEN fromUnixTimestamp64Milli(toInt64(?), 'UTC')"
            + " AND fromUnixTimestamp64Milli(toInt64(?), 'UTC')"
            + " AND ingested_at = fromUnixTimestamp64Milli(toInt64(?), 'UTC')"
            + " LIMIT " + MOST_FOUND + " SETTINGS max_execution_time = 25";

    private final DataSource pool;
    private final String database;

    StoredRows(DataSource pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    Presence of(Block block, BlockOrigin origin) {
        try {
            return Absence.of(block, found(block, origin))
                    .<Presence>map(Presence.Partial::new)
                    .orElseGet(Presence.Complete::new);
        } catch (SQLException | RuntimeException e) {
            // The driver throws runtime exceptions of its own.
            InsertResult failure = BlockInserts.unanswered(e);
            return new Presence.Unknown(
                    failure instanceof InsertResult.Halt
                            ? failure
                            : new InsertResult.Retry("rows_not_counted", e.toString()));
        }
    }

    private Set<StoredRow> found(Block block, BlockOrigin origin) throws SQLException {
        String query = QUERY.formatted(
                database, Identifier.checked("table", block.shape().table()));
        List<PlacedRow> rows = block.rows();
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        for (PlacedRow row : rows) {
            earliest = Math.min(earliest, row.row().timestampMillis());
            latest = Math.max(latest, row.row().timestampMillis());
        }
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setInt(1, origin.partition());
            statement.setLong(2, block.firstOffset());
            statement.setLong(3, block.lastOffset());
            statement.setLong(4, earliest);
            statement.setLong(5, latest);
            statement.setLong(6, origin.ingestedAt().toEpochMilli());
            Set<StoredRow> found = HashSet.newHashSet(rows.size());
            try (ResultSet answer = statement.executeQuery()) {
                while (answer.next()) {
                    found.add(new StoredRow(answer.getLong(1), EventId.of(answer.getObject(2, UUID.class))));
                }
            }
            return found;
        }
    }
}
