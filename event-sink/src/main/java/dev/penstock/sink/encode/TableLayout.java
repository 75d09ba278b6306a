package dev.penstock.sink.encode;

import dev.penstock.normalize.Shape;
import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How the rows of one shape are laid out for its table: the common columns, then those of the stream, in the same
/// order whatever the table's is, so that the same rows stay the same bytes.
///
/// A column of the table that we know nothing of is left out and takes its default.
public final class TableLayout {

    private static final Set<String> COMMON_NAMES =
            CommonColumns.ALL.stream().map(CommonColumn::name).collect(Collectors.toUnmodifiableSet());

    // Of a column: the lengths of its name and type, its form, the size of its dictionary.
    private static final int ROOM_FOR_FORM = 64;

    private final Shape shape;
    private final List<Column> columns;
    private final List<ValueKind> common;
    private final List<ValueKind> values;
    private final int roomForHeads;

    private TableLayout(Shape shape, List<Column> columns) {
        this.shape = shape;
        this.columns = List.copyOf(columns);
        this.common = this.columns.subList(0, CommonColumns.ALL.size()).stream()
                .map(column -> ValueKinds.of(ColumnType.parse(column.type())))
                .toList();
        this.values = shape.columns().stream()
                .map(column -> ValueKinds.of(column.type()))
                .toList();
        long room = 2 * ColumnBytes.MAX_VARINT;
        for (Column column : columns) {
            room += ROOM_FOR_FORM + ColumnBytes.utf8Length(column.name()) + ColumnBytes.utf8Length(column.type());
        }
        this.roomForHeads = Math.toIntExact(room);
    }

    /// The layout of rows of `shape` for a table with these columns, or why none fits.
    public static Result of(List<Column> table, Shape shape) {
        Map<String, Column> declared =
                table.stream().collect(Collectors.toMap(Column::name, Function.identity(), (first, again) -> first));
        List<Column> columns = new ArrayList<>();
        for (CommonColumn common : CommonColumns.ALL) {
            Column column = declared.get(common.name());
            if (column == null) {
                return missing(common.name());
            }
            if (common.declared().stream().noneMatch(column::isDeclared)) {
                return otherType(column, common.declared().stream().sorted().collect(Collectors.joining(" or ")));
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

    List<Column> columns() {
        return columns;
    }

    /// The most bytes that stand before the values of the columns.
    int roomForHeads() {
        return roomForHeads;
    }

    /// The most bytes the stream's own values of a row need, or [ValueKind#UNFIT].
    long roomFor(List<@Nullable Object> row) {
        if (row.size() != values.size()) {
            return ValueKind.UNFIT;
        }
        long room = 0;
        for (int i = 0; i < values.size(); i++) {
            long needed = values.get(i).room(row.get(i));
            if (needed == ValueKind.UNFIT) {
                return ValueKind.UNFIT;
            }
            room += needed;
        }
        return room;
    }

    /// Says of the row at `index`, for whose values there is no room, which value is none of its column.
    Encoding.Unencodable unfit(int index, List<@Nullable Object> row) {
        for (int i = 0; i < values.size() && i < row.size(); i++) {
            if (values.get(i).room(row.get(i)) == ValueKind.UNFIT) {
                TypedColumn column = shape.columns().get(i);
                return new Encoding.Unencodable(
                        index, column.name(), "is no value of " + column.type().declaration());
            }
        }
        return new Encoding.Unencodable(
                index, "", row.size() + " values for the " + values.size() + " columns of " + shape.table());
    }

    /// Writes the columns of `rows`, each behind its name and type, to `parts`, in the order in which they are sent.
    void write(List<PlacedRow> rows, BlockOrigin origin, Buffers buffers, List<ColumnBytes> parts) {
        for (int i = 0; i < common.size(); i++) {
            ColumnBytes head = head(columns.get(i), buffers);
            parts.add(head);
            CommonColumns.ALL.get(i).writer().write(rows, origin, common.get(i), buffers, head, parts);
        }
        for (int i = 0; i < values.size(); i++) {
            ColumnBytes head = head(columns.get(common.size() + i), buffers);
            parts.add(head);
            NativeColumn column = values.get(i).column(buffers);
            column.writeForm(head);
            for (PlacedRow placed : rows) {
                column.append(placed.row().values().get(i));
            }
            column.collect(parts);
        }
    }

    private static ColumnBytes head(Column column, Buffers buffers) {
        ColumnBytes head = buffers.take();
        head.writeString(column.name());
        head.writeString(column.type());
        return head;
    }

    private static Misfit missing(String name) {
        return new Misfit("column " + name + " is missing");
    }

    private static Misfit otherType(Column column, String wanted) {
        return new Misfit("column " + column.name() + " has the type " + column.type() + " instead of " + wanted);
    }

    /// Whether a table can take our rows.
    public sealed interface Result {}

    /// It can.
    public record Fitting(TableLayout layout) implements Result {}

    /// It cannot, whatever the row.
    public record Misfit(String reason) implements Result {}
}
