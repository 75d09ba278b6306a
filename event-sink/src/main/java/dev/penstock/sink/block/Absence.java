package dev.penstock.sink.block;

import dev.penstock.model.event.EventId;
import dev.penstock.normalize.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Says which rows of a block are not in the table, from those that are.
public final class Absence {

    private Absence() {}

    /// The rows that neither are among these nor are the same event as a row that is: of rows with one sorting key
    /// ClickHouse keeps one.
    ///
    /// @param present what was found at offsets of the block, perhaps other events among it
    /// @return empty when the block is complete
    public static Optional<Block> of(Block block, Set<StoredRow> present) {
        List<PlacedRow> absent = new ArrayList<>();
        for (PlacedRow row : block.rows()) {
            if (!present.contains(StoredRow.of(row))) {
                absent.add(row);
            }
        }
        if (absent.isEmpty()) {
            return Optional.empty();
        }
        Set<SortingKey> kept = new HashSet<>();
        for (PlacedRow row : block.rows()) {
            if (present.contains(StoredRow.of(row))) {
                kept.add(SortingKey.of(row.row()));
            }
        }
        absent.removeIf(row -> kept.contains(SortingKey.of(row.row())));
        return absent.isEmpty() ? Optional.empty() : Optional.of(new Block(absent));
    }

    private record SortingKey(String org, long timestampMillis, String traceId, EventId eventId) {

        static SortingKey of(Row row) {
            return new SortingKey(row.org(), row.timestampMillis(), row.traceId(), row.eventId());
        }
    }
}
