package dev.penstock.ctl.terminal;

import java.util.ArrayList;
import java.util.List;

/// Columns, as wide as their widest cell. Text from outside cannot move the cursor or forge a line: control
/// characters become a question mark.
public final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> lines = new ArrayList<>();
    private final int columns;

    public TextTable(String... headings) {
        columns = headings.length;
        lines.add(List.of(headings));
    }

    /// Adds a line with one cell for each heading.
    public void add(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
        }
        List<String> line = new ArrayList<>(columns);
        for (String cell : cells) {
            line.add(cell.replaceAll("\\p{Cntrl}", "?"));
        }
        lines.add(line);
    }

    /// The table, each line with its line end and without trailing blanks.
    @Override
    public String toString() {
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = line.get(i);
                row.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
