package dev.penstock.sink.encode;

import dev.penstock.normalize.Row;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How the rows of one shape are laid out for its table: the common columns, then those of the stream, in the same
/// order whatever the table's is, so that the same rows stay the same bytes.
///
/// A column of the table that we know nothing of is left out and takes its default.
public final class TableLayout {

    private static final Set<String> STRING = Set.of("String", "LowCardinality(String)");
    private static final Set<String> TIME = Set.of("DateTime64(3, 'UTC')");

    private static final List<Common> COMMON = List.of(
            ofRow("org_id", STRING, (out, row) -> out.writeString(row.org())),
            ofRow("stream", STRING, (out, row) -> out.writeString(row.stream())),
            ofRow("event_name", STRING, (out, row) -> out.writeString(row.eventName())),
            ofRow("timestamp", TIME, (out, row) -> out.writeLong(row.timestampMillis())),
            ofRow("trace_id", STRING, (out, row) -> out.writeString(row.traceId())),
            ofRow("event_id", Set.of("UUID"), (out, row) -> {
                out.writeLong(row.eventId().mostSignificantBits());
                out.writeLong(row.eventId().leastSignificantBits());
            }),
            ofRow(
                    "payload",
                    STRING,
                    (out, row) -> out.writeBytes(
                            row.payload().array(),
                            row.payload().offset(),
                            row.payload().length())),
            ofRow("received_at", TIME, (out, row) -> out.writeLong(row.receivedAtMillis())),
            ofRow("clock_skew_ms", Set.of("Nullable(Int64)"), (out, row) -> {
                Long skew = row.clockSkewMillis();
                out.writeByte(skew == null ? 1 : 0);
                if (skew != null) {
                    out.writeLong(skew);
                }
            }),
            ofRow("source_ip", Set.of("IPv6"), (out, row) -> {
                out.writeBigEndianLong(row.source().high());
                out.writeBigEndianLong(row.source().low());
            }),
            ofRow("user_agent", STRING, (out, row) -> out.writeString(row.userAgent())),
            ofRow("request_id", STRING, (out, row) -> out.writeString(row.requestId())),
            ofRow("definition_version", Set.of("UInt32"), (out, row) -> out.writeInt(row.definitionVersion())),
            new Common("kafka_partition", Set.of("UInt32"), (out, placed, origin) -> out.writeInt(origin.partition())),
            new Common("kafka_offset", Set.of("UInt64"), (out, placed, origin) -> out.writeLong(placed.offset())),
            new Common(
                    "ingested_at",
                    TIME,
                    (out, placed, origin) -> out.writeLong(origin.ingestedAt().toEpochMilli())));

    private static final Set<String> COMMON_NAMES =
            COMMON.stream().map(Common::name).collect(Collectors.toUnmodifiableSet());

    private final Shape shape;
    private final List<Column> columns;
    private final List<ValueEncoder> values;
    private final boolean json;

    private TableLayout(Shape shape, List<Column> columns) {
        this.shape = shape;
        this.columns = List.copyOf(columns);
        this.values = shape.columns().stream()
                .map(column -> ValueEncoders.of(column.type()))
                .toList();
        this.json = shape.columns().stream().anyMatch(column -> hasJson(column.type()));
    }

    /// The layout of rows of `shape` for a table with these columns, or why none fits.
    public static Result of(List<Column> table, Shape shape) {
        Map<String, Column> declared =
                table.stream().collect(Collectors.toMap(Column::name, Function.identity(), (first, again) -> first));
        List<Column> columns = new ArrayList<>();
        for (Common common : COMMON) {
            Column column = declared.get(common.name());
            if (column == null) {
                return missing(common.name());
            }
            if (common.types().stream().noneMatch(column::isDeclared)) {
                return otherType(column, common.types().stream().sorted().collect(Collectors.joining(" or ")));
            }
            columns.add(column);
        }
        for (TypedColumn typed : shape.columns()) {
            Column column = declared.get(typed.name());
            if (COMMON_NAMES.contains(typed.name())) {
                return new Misfit("column " + typed.name() + " is common to all streams and cannot be one's own");
            }
            if (column == null) {
                return missing(typed.name());
            }
            if (!column.isDeclared(typed.type().declaration())) {
                return otherType(column, typed.type().declaration());
            }
            columns.add(column);
        }
        return new Fitting(new TableLayout(shape, columns));
    }

    /// The shape of the rows it lays out.
    public Shape shape() {
        return shape;
    }

    /// Whether a value is the text of a JSON object, which ClickHouse must be told.
    public boolean hasJson() {
        return json;
    }

    List<Column> columns() {
        return columns;
    }

    /// Exactly how many bytes the stream's own values of a row need, or [ValueEncoder#UNFIT].
    long roomFor(List<@Nullable Object> row) {
        if (row.size() != values.size()) {
            return ValueEncoder.UNFIT;
        }
        long room = 0;
        for (int i = 0; i < values.size(); i++) {
            long needed = values.get(i).room(row.get(i));
            if (needed == ValueEncoder.UNFIT) {
                return ValueEncoder.UNFIT;
            }
            room += needed;
        }
        return room;
    }

    /// Says of the row at `index`, for whose values there is no room, which value is none of its column.
    Encoding.Unencodable unfit(int index, List<@Nullable Object> row) {
        for (int i = 0; i < values.size() && i < row.size(); i++) {
            if (values.get(i).room(row.get(i)) == ValueEncoder.UNFIT) {
                TypedColumn column = shape.columns().get(i);
                return new Encoding.Unencodable(
                        index, column.name(), "is no value of " + column.type().declaration());
            }
        }
        return new Encoding.Unencodable(
                index, "", row.size() + " values for the " + values.size() + " columns of " + shape.table());
    }

    void writeRow(RowBinary out, PlacedRow row, BlockOrigin origin) {
        for (Common common : COMMON) {
            common.writer().write(out, row, origin);
        }
        List<@Nullable Object> own = row.row().values();
        for (int i = 0; i < values.size(); i++) {
            values.get(i).write(out, own.get(i));
        }
    }

    private static boolean hasJson(ColumnType type) {
        return switch (type) {
            case ColumnType.Json json -> true;
            case ColumnType.Array array -> hasJson(array.element());
            case ColumnType.Mapping mapping -> hasJson(mapping.key()) || hasJson(mapping.value());
            case ColumnType.Nullable nullable -> hasJson(nullable.within());
            case ColumnType.LowCardinality low -> hasJson(low.within());
            case ColumnType.Text text -> false;
            case ColumnType.Whole whole -> false;
            case ColumnType.Floating floating -> false;
            case ColumnType.Decimal decimal -> false;
            case ColumnType.Bool bool -> false;
            case ColumnType.Uuid uuid -> false;
            case ColumnType.Day day -> false;
            case ColumnType.Second second -> false;
            case ColumnType.Tick tick -> false;
            case ColumnType.Ipv4 ipv4 -> false;
            case ColumnType.Ipv6 ipv6 -> false;
        };
    }

    private static Misfit missing(String name) {
        return new Misfit("column " + name + " is missing");
    }

    private static Misfit otherType(Column column, String wanted) {
        return new Misfit("column " + column.name() + " has the type " + column.type() + " instead of " + wanted);
    }

    private static Common ofRow(String name, Set<String> types, BiConsumer<RowBinary, Row> writer) {
        return new Common(name, types, (out, placed, origin) -> writer.accept(out, placed.row()));
    }

    /// Whether a table can take our rows.
    public sealed interface Result {}

    /// It can.
    public record Fitting(TableLayout layout) implements Result {}

    /// It cannot, whatever the row.
    public record Misfit(String reason) implements Result {}

    private record Common(String name, Set<String> types, ColumnWriter writer) {}

    private interface ColumnWriter {

        void write(RowBinary out, PlacedRow row, BlockOrigin origin);
    }
}
