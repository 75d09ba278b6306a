package dev.penstock.sink.insert;

import dev.penstock.sink.block.Absence;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.sink.failure.InsertResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/// Looks which rows of a block are in the table. Thread-safe.
///
/// A row is told by its partition, its offset and the block's `ingested_at`: a topic that was made anew has the same
/// offsets again, and so has another cluster whose events are in the same table.
final class StoredRows {

    // Reads the months and granules of the block alone, at most as many rows as a block has.
    private static final String QUERY = "SELECT DISTINCT kafka_offset FROM %s.%s"
            + " WHERE kafka_partition = ? AND kafka_offset BETWEEN ? AND ?"
            + " AND timestamp BETWEEN fromUnixTimestamp64Milli(toInt64(?), 'UTC')"
            + " AND fromUnixTimestamp64Milli(toInt64(?), 'UTC')"
            + " AND ingested_at = fromUnixTimestamp64Milli(toInt64(?), 'UTC')"
            + " LIMIT " + Block.MAX_ROWS + " SETTINGS max_execution_time = 25";

    private final DataSource pool;
    private final String query;

    StoredRows(DataSource pool, String database, String table) {
        this.pool = pool;
        this.query = QUERY.formatted(database, table);
    }

    Presence of(Block block, BlockOrigin origin) {
        try {
            return Absence.of(block, offsets(block, origin))
                    .<Presence>map(Presence.Partial::new)
                    .orElseGet(Presence.Complete::new);
        } catch (SQLException | RuntimeException e) {
            // The driver throws runtime exceptions of its own.
            InsertResult failure = BlockInserts.failure(e, block.rows().size(), 0);
            return new Presence.Unknown(
                    failure instanceof InsertResult.Halt
                            ? failure
                            : new InsertResult.Retry("rows_not_counted", e.toString()));
        }
    }

    private Set<Long> offsets(Block block, BlockOrigin origin) throws SQLException {
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
            Set<Long> offsets = HashSet.newHashSet(rows.size());
            try (ResultSet answer = statement.executeQuery()) {
                while (answer.next()) {
                    offsets.add(answer.getLong(1));
                }
            }
            return offsets;
        }
    }
}
