package dev.penstock.bench.drawing;

import dev.penstock.bench.dashboard.Field;
import java.util.ArrayList;
import java.util.List;

/// Rows and columns, as many as there is room for; the others are counted.
final class TableDrawing {

    private static final double TOP = 44;
    private static final double ROW = 18;
    private static final double LETTERS = 11;
    private static final double GUTTER = 14;

    private final Svg svg;

    TableDrawing(Svg svg) {
        this.svg = svg;
    }

    void draw(Area panel, Field field, Cells cells) {
        Unit unit = Unit.of(field.unit());
        List<List<String>> rows = texts(cells, unit);
        double[] widths = widths(cells, rows, panel.width() - 20);
        int room = (int) ((panel.height() - TOP - 16) / ROW);
        // The last line says how many more there are.
        int shown = rows.size() <= room ? rows.size() : room - 1;
        line(panel, cells, header(cells), widths, panel.y() + TOP, "t");
        svg.line("g", panel.x() + 10, panel.y() + TOP + 6, panel.right() - 10, panel.y() + TOP + 6);
        for (int i = 0; i < shown; i++) {
            line(panel, cells, rows.get(i), widths, panel.y() + TOP + ROW * (i + 1) + 3, "");
        }
        if (shown < rows.size()) {
            String more = "… " + (rows.size() - shown) + " more rows";
            svg.write("d", panel.x() + 12, panel.y() + TOP + ROW * (shown + 1) + 3, "start", more);
        }
    }

    private void line(Area panel, Cells cells, List<String> texts, double[] widths, double y, String style) {
        double x = panel.x() + 12;
        for (int i = 0; i < widths.length; i++) {
            double room = widths[i] - GUTTER;
            String text = Svg.fitted(texts.get(i), LETTERS, room + 1);
            if (cells.columns().get(i).number()) {
                svg.write(style.isEmpty() ? "" : "s", x + room, y, "end", text);
            } else {
                svg.write(style.isEmpty() ? "" : "s", x, y, "start", text);
            }
            x += widths[i];
        }
    }

    private static List<String> header(Cells cells) {
        return cells.columns().stream().map(Cells.Column::name).toList();
    }

    private static List<List<String>> texts(Cells cells, Unit unit) {
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row : cells.rows()) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                texts.add(cells.columns().get(i).number() ? unit.text(Double.parseDouble(row.get(i))) : row.get(i));
            }
            rows.add(texts);
        }
        return rows;
    }

    // What each wants; where that is more than there is, the widest give until it fits.
    private static double[] widths(Cells cells, List<List<String>> rows, double all) {
        double[] widths = new double[cells.columns().size()];
        double sum = 0;
        for (int i = 0; i < widths.length; i++) {
            double widest = Svg.width(cells.columns().get(i).name(), LETTERS + 1);
            for (List<String> row : rows) {
                widest = Math.max(widest, Svg.width(row.get(i), LETTERS));
            }
            widths[i] = widest + GUTTER;
            sum += widths[i];
        }
        if (sum > all) {
            double most = most(widths, all);
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.min(widths[i], most);
            }
        }
        return widths;
    }

    // The width that no column may exceed, so that all of them together fit.
    private static double most(double[] widths, double all) {
        double low = 0;
        double high = all;
        for (int i = 0; i < 40; i++) {
            double middle = (low + high) / 2;
            double sum = 0;
            for (double width : widths) {
                sum += Math.min(width, middle);
            }
            if (sum > all) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }
}
