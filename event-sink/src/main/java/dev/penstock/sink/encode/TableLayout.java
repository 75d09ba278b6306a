package dev.penstock.sink.encode;

import dev.penstock.normalize.Row;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// How a row is laid out for one table: its common columns as the table declares them.
///
/// A column of the table that we know nothing of is left out and takes its default.
public final class TableLayout {

    private static final Set<String> STRING = Set.of("String", "LowCardinality(String)");
    private static final Set<String> TIME = Set.of("DateTime64(3, 'UTC')", "DateTime64(3,'UTC')");

    private static final Map<String, Common> COMMON = Map.ofEntries(
            Map.entry("org_id", ofRow(STRING, (out, row) -> out.writeString(row.org()))),
            Map.entry("stream", ofRow(STRING, (out, row) -> out.writeString(row.stream()))),
            Map.entry("event_name", ofRow(STRING, (out, row) -> out.writeString(row.eventName()))),
            Map.entry("timestamp", ofRow(TIME, (out, row) -> out.writeLong(row.timestampMillis()))),
            Map.entry("trace_id", ofRow(STRING, (out, row) -> out.writeString(row.traceId()))),
            Map.entry("event_id", ofRow(Set.of("UUID"), (out, row) -> {
                out.writeLong(row.eventId().mostSignificantBits());
                out.writeLong(row.eventId().leastSignificantBits());
            })),
            Map.entry(
                    "payload",
                    ofRow(
                            STRING,
                            (out, row) -> out.writeBytes(
                                    row.payload().array(),
                                    row.payload().offset(),
                                    row.payload().length()))),
            Map.entry("received_at", ofRow(TIME, (out, row) -> out.writeLong(row.receivedAtMillis()))),
            Map.entry("clock_skew_ms", ofRow(Set.of("Nullable(Int64)"), (out, row) -> {
                Long skew = row.clockSkewMillis();
                out.writeByte(skew == null ? 1 : 0);
                if (skew != null) {
                    out.writeLong(skew);
                }
            })),
            Map.entry("source_ip", ofRow(Set.of("IPv6"), (out, row) -> {
                out.writeBigEndianLong(row.source().high());
                out.writeBigEndianLong(row.source().low());
            })),
            Map.entry("user_agent", ofRow(STRING, (out, row) -> out.writeString(row.userAgent()))),
            Map.entry("request_id", ofRow(STRING, (out, row) -> out.writeString(row.requestId()))),
            Map.entry(
                    "definition_version", ofRow(Set.of("UInt32"), (out, row) -> out.writeInt(row.definitionVersion()))),
            Map.entry(
                    "kafka_partition",
                    new Common(Set.of("UInt32"), (out, placed, origin) -> out.writeInt(origin.partition()))),
            Map.entry(
                    "kafka_offset",
                    new Common(Set.of("UInt64"), (out, placed, origin) -> out.writeLong(placed.offset()))),
            Map.entry(
                    "ingested_at",
                    new Common(
                            TIME,
                            (out, placed, origin) ->
                                    out.writeLong(origin.ingestedAt().toEpochMilli()))));

    private final List<Column> columns;
    private final List<ColumnWriter> writers;

    private TableLayout(List<Column> columns, List<ColumnWriter> writers) {
        this.columns = List.copyOf(columns);
        this.writers = List.copyOf(writers);
    }

    /// The layout for a table with these columns, or why none fits.
    public static Result of(List<Column> table) {
        List<Column> columns = new ArrayList<>();
        List<ColumnWriter> writers = new ArrayList<>();
        for (Column column : table) {
            @Nullable Common common = COMMON.get(column.name());
            if (common == null) {
                continue;
            }
            if (!common.types().contains(column.type())) {
                return new Misfit("column " + column.name() + " has the type " + column.type() + " instead of "
                        + common.types().stream().sorted().toList());
            }
            columns.add(column);
            writers.add(common.writer());
        }
        Optional<String> missing = COMMON.keySet().stream()
                .filter(name ->
                        columns.stream().noneMatch(column -> column.name().equals(name)))
                .sorted()
                .findFirst();
        return missing.<Result>map(name -> new Misfit("column " + name + " is missing"))
                .orElseGet(() -> new Fitting(new TableLayout(columns, writers)));
    }

    List<Column> columns() {
        return columns;
    }

    void writeRow(RowBinary out, PlacedRow row, BlockOrigin origin) {
        for (ColumnWriter writer : writers) {
            writer.write(out, row, origin);
        }
    }

    private static Common ofRow(Set<String> types, BiConsumer<RowBinary, Row> writer) {
        return new Common(types, (out, placed, origin) -> writer.accept(out, placed.row()));
    }

    /// Whether a table can take our rows.
    public sealed interface Result {}

    /// It can.
    public record Fitting(TableLayout layout) implements Result {}

    /// It cannot, whatever the row.
    public record Misfit(String reason) implements Result {}

    private record Common(Set<String> types, ColumnWriter writer) {}

    private interface ColumnWriter {

        void write(RowBinary out, PlacedRow row, BlockOrigin origin);
    }
}
