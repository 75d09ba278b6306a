package dev.penstock.sink.encode;

import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Row;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encodes one block after the other as ClickHouse's Native format has it, column by column, into the same arrays,
/// which grow to the largest. ClickHouse spends a third less on it than on rows.
///
/// The same block, origin and layout give the same bytes, so whoever has to send a block again need not keep them.
/// Not thread-safe: one insert at a time uses it.
public final class BlockEncoder {

    /// Most bytes of an insert, for the reason of [Block#MAX_ROWS].
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    // As many arrays grow as a block has columns, each by doubling.
    private final Buffers buffers = new Buffers(2L * MAX_BYTES);
    private final int maxBytes;

    public BlockEncoder() {
        this(MAX_BYTES);
    }

    BlockEncoder(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Encodes `block` for its table.
    ///
    /// @param layout of the block's shape
    public Encoding encode(Block block, BlockOrigin origin, TableLayout layout) {
        if (!layout.shape().equals(block.shape())) {
            throw new IllegalArgumentException("a layout for " + layout.shape().table() + " cannot take a block of "
                    + block.shape().table());
        }
        List<PlacedRow> rows = block.rows();
        Encoding unfit = unfit(rows, layout);
        if (unfit != null) {
            return unfit;
        }
        buffers.rewind();
        List<ColumnBytes> parts = new ArrayList<>();
        ColumnBytes size = buffers.take();
        size.reserve(2 * ColumnBytes.MAX_VARINT);
        size.writeVarint(layout.columns().size());
        size.writeVarint(rows.size());
        parts.add(size);
        layout.write(rows, origin, buffers, parts);
        return new Encoding.Complete(new EncodedBlock(parts, origin, block));
    }

    // Why not all rows can be encoded; null when they can.
    private @Nullable Encoding unfit(List<PlacedRow> rows, TableLayout layout) {
        long left = (long) maxBytes - layout.roomForHeads();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i).row();
            long own = layout.roomFor(row.values());
            if (own == ValueKind.UNFIT) {
                return layout.unfit(i, row.values());
            }
            long room = CommonColumns.roomFor(row) + own;
            if (room > left && i > 0) {
                return new Encoding.Full(i);
            }
            Encoding.Unencodable obstacle = obstacle(i, row, room > left);
            if (obstacle != null) {
                return obstacle;
            }
            left -= room;
        }
        return null;
    }

    // What ClickHouse would take silently and store as something else.
    private Encoding.@Nullable Unencodable obstacle(int index, Row row, boolean tooLarge) {
        if (isOutside(row.timestampMillis())) {
            return new Encoding.Unencodable(index, "timestamp", "cannot hold " + row.timestampMillis() + " ms");
        }
        if (isOutside(row.receivedAtMillis())) {
            return new Encoding.Unencodable(index, "received_at", "cannot hold " + row.receivedAtMillis() + " ms");
        }
        if (row.definitionVersion() < 0) {
            return new Encoding.Unencodable(index, "definition_version", "cannot hold " + row.definitionVersion());
        }
        if (tooLarge) {
            return new Encoding.Unencodable(index, "payload", "the row needs more than " + maxBytes + " bytes");
        }
        return null;
    }

    private static boolean isOutside(long millis) {
        return millis < Normalizer.EARLIEST.toEpochMilli() || millis >= Normalizer.END.toEpochMilli();
    }
}
