package dev.penstock.bench.drawing;

import java.util.List;

/// What a table panel shows.
public record Cells(List<Column> columns, List<List<String>> rows) {

    public Cells {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(row.size() + " cells for " + columns.size() + " columns");
            }
        }
    }

    /// What stands over a column, and how its cells are written.
    ///
    /// @param number whether its cells are numbers, to be written with the panel's unit
    public record Column(String name, boolean number) {}
}
