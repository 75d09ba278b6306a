package dev.penstock.sink.block;

import dev.penstock.normalize.Shape;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Rows that go into one insert: of one partition, one shape and one month, in the order of their offsets.
///
/// One month, because ClickHouse splits an insert by the table's partitions and remembers a token for each of them
/// apart: a block that is in one cannot be half remembered.
public record Block(List<PlacedRow> rows) {

    /// Most rows of an insert. Far below what ClickHouse would cut into two blocks, of which one could fail alone.
    public static final int MAX_ROWS = 200_000;

    // A table's rows of two versions of a definition are two blocks, in an order that anybody would find again.
    private static final Comparator<Shape> BY_TABLE_AND_COLUMNS =
            Comparator.comparing(Shape::table).thenComparing(Block::columns);

    public Block {
        if (rows.isEmpty() || rows.size() > MAX_ROWS) {
            throw new IllegalArgumentException("a block has 1 to " + MAX_ROWS + " rows: " + rows.size());
        }
        rows = List.copyOf(rows);
        Shape shape = rows.getFirst().row().shape();
        for (PlacedRow row : rows) {
            if (!row.row().shape().equals(shape)) {
                throw new IllegalArgumentException("a block has rows of one shape, not of " + shape.table() + " and "
                        + row.row().shape().table());
            }
        }
    }

    /// Splits rows by their table, its columns, and the month of their timestamp (UTC, as the table does): tables by
    /// name, the earliest month of each first. The same rows give the same blocks.
    public static List<Block> byMonth(List<PlacedRow> rows) {
        Map<Shape, Map<Integer, List<PlacedRow>>> shapes = new TreeMap<>(BY_TABLE_AND_COLUMNS);
        // Rows share the object of their shape: to look for that is cheaper than to compare the columns each time.
        IdentityHashMap<Shape, Map<Integer, List<PlacedRow>>> known = new IdentityHashMap<>();
        for (PlacedRow row : rows) {
            known.computeIfAbsent(row.row().shape(), shape -> shapes.computeIfAbsent(shape, absent -> new TreeMap<>()))
                    .computeIfAbsent(month(row.row().timestampMillis()), absent -> new ArrayList<>())
                    .add(row);
        }
        List<Block> blocks = new ArrayList<>();
        for (Map<Integer, List<PlacedRow>> months : shapes.values()) {
            for (List<PlacedRow> month : months.values()) {
                for (int from = 0; from < month.size(); from += MAX_ROWS) {
                    blocks.add(new Block(month.subList(from, Math.min(from + MAX_ROWS, month.size()))));
                }
            }
        }
        return blocks;
    }

    /// The table its rows are for, and the columns they have.
    public Shape shape() {
        return rows.getFirst().row().shape();
    }

    /// The month of a time as a number, January 1970 being 0.
    public static int month(long timestampMillis) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(timestampMillis), ZoneOffset.UTC);
        return (day.getYear() - 1970) * 12 + day.getMonthValue() - 1;
    }

    public long firstOffset() {
        return rows.getFirst().offset();
    }

    public long lastOffset() {
        return rows.getLast().offset();
    }

    /// The rows before `index` and those from it on, each a block of its own.
    ///
    /// @param index from 1 to one less than the number of rows
    public List<Block> splitAt(int index) {
        return List.of(new Block(rows.subList(0, index)), new Block(rows.subList(index, rows.size())));
    }

    /// The other rows, in at most one block: none when the row was alone.
    public List<Block> without(int index) {
        if (rows.size() == 1) {
            return List.of();
        }
        List<PlacedRow> others = new ArrayList<>(rows);
        others.remove(index);
        return List.of(new Block(others));
    }

    private static String columns(Shape shape) {
        return shape.columns().stream()
                .map(column -> column.name() + " " + column.type().declaration())
                .collect(Collectors.joining(", "));
    }
}
