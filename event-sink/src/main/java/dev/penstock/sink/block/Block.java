package dev.penstock.sink.block;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Rows that go into one insert: of one partition and one month, in the order of their offsets.
///
/// One month, because ClickHouse splits an insert by the table's partitions and remembers a token for each of them
/// apart: a block that is in one cannot be half remembered.
public record Block(List<PlacedRow> rows) {

    /// Most rows of an insert. Far below what ClickHouse would cut into two blocks, of which one could fail alone.
    public static final int MAX_ROWS = 200_000;

    public Block {
        if (rows.isEmpty() || rows.size() > MAX_ROWS) {
            throw new IllegalArgumentException("a block has 1 to " + MAX_ROWS + " rows: " + rows.size());
        }
        rows = List.copyOf(rows);
    }

    /// Splits rows by the month of their timestamp (UTC, as the table does), the earliest month first. The same
    /// rows give the same blocks.
    public static List<Block> byMonth(List<PlacedRow> rows) {
        TreeMap<Integer, List<PlacedRow>> months = new TreeMap<>();
        for (PlacedRow row : rows) {
            months.computeIfAbsent(month(row.row().timestampMillis()), absent -> new ArrayList<>())
                    .add(row);
        }
        List<Block> blocks = new ArrayList<>(months.size());
        for (List<PlacedRow> month : months.values()) {
            for (int from = 0; from < month.size(); from += MAX_ROWS) {
                blocks.add(new Block(month.subList(from, Math.min(from + MAX_ROWS, month.size()))));
            }
        }
        return blocks;
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
}
