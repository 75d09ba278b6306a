package dev.penstock.sink.encode;

import dev.penstock.normalize.Row;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The columns that every table of events has, in the order in which they are sent.
final class CommonColumns {

    static final List<CommonColumn> ALL = List.of(
            text("org_id", Row::org),
            text("stream", Row::stream),
            text("event_name", Row::eventName),
            time("timestamp", Row::timestampMillis),
            text("trace_id", Row::traceId),
            fixed("event_id", "UUID", 16, (out, placed, origin) -> {
                out.writeLong(placed.row().eventId().mostSignificantBits());
                out.writeLong(placed.row().eventId().leastSignificantBits());
            }),
            new CommonColumn("payload", Set.of("String"), CommonColumns::payloads),
            time("received_at", Row::receivedAtMillis),
            values("clock_skew_ms", Set.of("Nullable(Int64)"), Row::clockSkewMillis),
            fixed("source_ip", "IPv6", 16, (out, placed, origin) -> {
                out.writeBigEndianLong(placed.row().source().high());
                out.writeBigEndianLong(placed.row().source().low());
            }),
            text("user_agent", Row::userAgent),
            text("request_id", Row::requestId),
            fixed(
                    "definition_version",
                    "UInt32",
                    Integer.BYTES,
                    (out, placed, origin) -> out.writeInt(placed.row().definitionVersion())),
            fixed(
                    "kafka_partition",
                    "UInt32",
                    Integer.BYTES,
                    (out, placed, origin) -> out.writeInt(origin.partition())),
            fixed("kafka_offset", "UInt64", Long.BYTES, (out, placed, origin) -> out.writeLong(placed.offset())),
            fixed(
                    "ingested_at",
                    CommonColumn.TIME,
                    Long.BYTES,
                    (out, placed, origin) -> out.writeLong(origin.ingestedAt().toEpochMilli())));

    // All columns of a fixed width together, rounded up.
    private static final int FIXED_ROOM = 160;

    private CommonColumns() {}

    /// The most bytes a row takes in all of them. Its strings are short, but for the payload, which is counted in
    /// bytes.
    static long roomFor(Row row) {
        return FIXED_ROOM
                + ColumnBytes.roomFor(row.org())
                + ColumnBytes.roomFor(row.stream())
                + ColumnBytes.roomFor(row.eventName())
                + ColumnBytes.roomFor(row.traceId())
                + ColumnBytes.roomFor(row.userAgent())
                + ColumnBytes.roomFor(row.requestId())
                + ColumnBytes.MAX_VARINT
                + row.payload().length();
    }

    private static CommonColumn text(String name, Function<Row, @Nullable Object> value) {
        return values(name, CommonColumn.STRING, value);
    }

    private static CommonColumn values(String name, Set<String> declared, Function<Row, @Nullable Object> value) {
        return new CommonColumn(name, declared, (rows, origin, kind, buffers, head, parts) -> {
            NativeColumn column = kind.column(buffers);
            column.writeForm(head);
            for (PlacedRow placed : rows) {
                column.append(value.apply(placed.row()));
            }
            column.collect(parts);
        });
    }

    private static CommonColumn time(String name, ToLongFunction<Row> millis) {
        return fixed(
                name,
                CommonColumn.TIME,
                Long.BYTES,
                (out, placed, origin) -> out.writeLong(millis.applyAsLong(placed.row())));
    }

    private static CommonColumn fixed(String name, String type, int width, RowWriter writer) {
        return new CommonColumn(name, Set.of(type), (rows, origin, kind, buffers, head, parts) -> {
            ColumnBytes out = buffers.take();
            out.reserve(Math.multiplyExact(width, rows.size()));
            for (PlacedRow placed : rows) {
                writer.write(out, placed, origin);
            }
            parts.add(out);
        });
    }

    private static void payloads(
            List<PlacedRow> rows,
            BlockOrigin origin,
            ValueKind kind,
            Buffers buffers,
            ColumnBytes head,
            List<ColumnBytes> parts) {
        ColumnBytes out = buffers.take();
        // Nearly all of a block: it grows once, not by halves.
        long room = 0;
        for (PlacedRow placed : rows) {
            room += ColumnBytes.MAX_VARINT + placed.row().payload().length();
        }
        out.reserve(Math.toIntExact(room));
        for (PlacedRow placed : rows) {
            out.writeBytes(
                    placed.row().payload().array(),
                    placed.row().payload().offset(),
                    placed.row().payload().length());
        }
        parts.add(out);
    }

    private interface RowWriter {

        void write(ColumnBytes out, PlacedRow placed, BlockOrigin origin);
    }
}
