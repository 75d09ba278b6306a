package dev.penstock.sink.encode;

import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Row;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.InsertToken;
import dev.penstock.sink.block.PlacedRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encodes one block after the other into the same array, which grows to the largest.
///
/// The same block, origin and layout give the same bytes, so whoever has to send a block again need not keep them.
/// Not thread-safe: one insert at a time uses it.
public final class BlockEncoder {

    /// Most bytes of an insert, for the reason of [Block#MAX_ROWS].
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int FIRST_SIZE = 256 * 1024;

    // All columns of a fixed width together, rounded up.
    private static final int FIXED_ROOM = 160;

    private final RowBinary out = new RowBinary(FIRST_SIZE);
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
        out.rewind(0);
        writeHeader(layout.columns());
        List<PlacedRow> rows = block.rows();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i).row();
            long own = layout.roomFor(row.values());
            if (own == ValueEncoder.UNFIT) {
                return layout.unfit(i, row.values());
            }
            long room = roomFor(row) + own;
            if (room > maxBytes - out.position() && i > 0) {
                return new Encoding.Full(i);
            }
            Encoding.@Nullable Unencodable obstacle = obstacle(i, row, room);
            if (obstacle != null) {
                return obstacle;
            }
            out.reserve((int) room);
            layout.writeRow(out, rows.get(i), origin);
        }
        InsertToken token = InsertToken.of(origin, block, out.fingerprint());
        return new Encoding.Complete(new EncodedBlock(out.array(), out.position(), token));
    }

    private void writeHeader(List<Column> columns) {
        out.reserve(RowBinary.MAX_VARINT);
        out.writeVarint(columns.size());
        for (Column column : columns) {
            out.reserve(RowBinary.roomFor(column.name()));
            out.writeString(column.name());
        }
        for (Column column : columns) {
            out.reserve(RowBinary.roomFor(column.type()));
            out.writeString(column.type());
        }
    }

    // What ClickHouse would take silently and store as something else.
    private Encoding.@Nullable Unencodable obstacle(int index, Row row, long room) {
        if (isOutside(row.timestampMillis())) {
            return new Encoding.Unencodable(index, "timestamp", "cannot hold " + row.timestampMillis() + " ms");
        }
        if (isOutside(row.receivedAtMillis())) {
            return new Encoding.Unencodable(index, "received_at", "cannot hold " + row.receivedAtMillis() + " ms");
        }
        if (row.definitionVersion() < 0) {
            return new Encoding.Unencodable(index, "definition_version", "cannot hold " + row.definitionVersion());
        }
        if (room > maxBytes - out.position()) {
            return new Encoding.Unencodable(index, "payload", "the row needs more than " + maxBytes + " bytes");
        }
        return null;
    }

    private static boolean isOutside(long millis) {
        return millis < Normalizer.EARLIEST.toEpochMilli() || millis >= Normalizer.END.toEpochMilli();
    }

    // The most the common columns can take; their strings are short, but for the payload, which is counted in bytes.
    private static long roomFor(Row row) {
        return (long) FIXED_ROOM
                + RowBinary.roomFor(row.org())
                + RowBinary.roomFor(row.stream())
                + RowBinary.roomFor(row.eventName())
                + RowBinary.roomFor(row.traceId())
                + RowBinary.roomFor(row.userAgent())
                + RowBinary.roomFor(row.requestId())
                + RowBinary.MAX_VARINT
                + row.payload().length();
    }
}
