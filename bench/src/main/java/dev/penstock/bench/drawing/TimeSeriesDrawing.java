package dev.penstock.bench.drawing;

import dev.penstock.bench.dashboard.Field;
import dev.penstock.bench.dashboard.Threshold;
import dev.penstock.bench.dashboard.Window;
import dev.penstock.bench.drawing.Series.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Lines over time, with an axis of values, one of minutes since the beginning, and a legend.
final class TimeSeriesDrawing {

    private static final double LEFT = 58;
    private static final double RIGHT = 18;
    private static final double TOP = 34;
    private static final double AXIS = 18;
    private static final double LEGEND_LINE = 16;
    private static final int LEGEND_LINES = 4;
    private static final double LETTERS = 11;
    // Less would only tint the panel.
    private static final int VISIBLE_FILL = 10;
    private static final double TICK_EVERY = 60;

    private final Svg svg;
    private final Window window;
    private final List<Mark> marks;

    TimeSeriesDrawing(Svg svg, Window window, List<Mark> marks) {
        this.svg = svg;
        this.window = window;
        this.marks = marks;
    }

    /// @param step seconds between two points of a series
    void draw(Area panel, Field field, List<Series> series, double step) {
        List<List<Entry>> legend = legend(series, panel.width() - 20);
        Area plot = new Area(
                panel.x() + LEFT,
                panel.y() + TOP,
                panel.width() - LEFT - RIGHT,
                panel.height() - TOP - AXIS - 8 - legend.size() * LEGEND_LINE);
        Unit unit = Unit.of(field.unit());
        List<Layer> layers = field.stacked() ? stacked(series) : flat(series);
        double least = layers.stream()
                .flatMap(layer -> layer.tops().stream())
                .mapToDouble(Point::value)
                .min()
                .orElse(0);
        double most = layers.stream()
                .flatMap(layer -> layer.tops().stream())
                .mapToDouble(Point::value)
                .max()
                .orElse(0);
        Scale scale = Scale.of(field, unit, least, most);
        frame(plot, scale, unit);
        for (int i = layers.size() - 1; i >= 0; i--) {
            layer(plot, scale, layers.get(i), Svg.colour(i), field.fill() >= VISIBLE_FILL, step);
        }
        if (field.thresholdLines()) {
            thresholds(plot, scale, field.thresholds());
        }
        legend(legend, panel.x() + 12, plot.bottom() + AXIS + 14);
    }

    private void frame(Area plot, Scale scale, Unit unit) {
        for (Mark mark : marks) {
            double from = x(plot, mark.from());
            svg.box("m", from, plot.y(), Math.max(2, x(plot, mark.to()) - from), plot.height());
        }
        for (double tick : scale.ticks()) {
            double y = y(plot, scale, tick);
            svg.line("g", plot.x(), y, plot.right(), y);
            svg.write("a", plot.x() - 6, y + 3.5, "end", unit.text(tick));
        }
        for (int i = 0; i < marks.size(); i++) {
            double middle = (x(plot, marks.get(i).from()) + x(plot, marks.get(i).to())) / 2;
            svg.write("a", middle, plot.y() - 2, "middle", Integer.toString(i + 1));
        }
        double length = window.length().toSeconds();
        // No more labels than there is room for.
        double every = TICK_EVERY * Math.ceil(length / TICK_EVERY * 34 / plot.width());
        for (double second = 0; second <= length; second += every) {
            double x = plot.x() + second / length * plot.width();
            svg.line("g", x, plot.bottom(), x, plot.bottom() + 3);
            svg.write("a", x, plot.bottom() + 14, "middle", "%d:%02d".formatted((int) second / 60, (int) second % 60));
        }
    }

    private void layer(Area plot, Scale scale, Layer layer, String colour, boolean filled, double step) {
        StringBuilder line = new StringBuilder();
        StringBuilder area = new StringBuilder();
        for (List<Point> run : Track.runs(layer.tops(), step)) {
            List<double[]> top = places(plot, scale, run);
            if (run.size() == 1) {
                // No line would show it.
                svg.box(colour, top.getFirst()[0] - 2, top.getFirst()[1] - 2, 4, 4);
                continue;
            }
            Track.append(line, top, true);
            if (filled) {
                Track.append(area, top, true);
                List<Point> below = new ArrayList<>();
                for (Point point : run) {
                    below.addFirst(new Point(point.seconds(), layer.bottom(point.seconds())));
                }
                Track.append(area, places(plot, scale, below), false);
                area.append('z');
            }
        }
        if (!area.isEmpty()) {
            svg.path("f " + colour, area);
        }
        if (!line.isEmpty()) {
            svg.path("l " + colour, line);
        }
    }

    private void thresholds(Area plot, Scale scale, List<Threshold> thresholds) {
        for (Threshold threshold : thresholds) {
            Double from = threshold.from();
            if (from != null && from > scale.min() && from <= scale.max()) {
                double y = y(plot, scale, from);
                svg.line("w " + threshold.colour(), plot.x(), y, plot.right(), y);
            }
        }
    }

    private List<double[]> places(Area plot, Scale scale, List<Point> points) {
        return points.stream()
                .map(point -> new double[] {x(plot, point.seconds()), y(plot, scale, point.value())})
                .toList();
    }

    private double x(Area plot, double seconds) {
        double part =
                (seconds - window.from().getEpochSecond()) / window.length().toSeconds();
        return plot.x() + Math.clamp(part, 0, 1) * plot.width();
    }

    private static double y(Area plot, Scale scale, double value) {
        return plot.bottom() - scale.at(value) * plot.height();
    }

    // --- what stands on what

    /// @param bottoms by time, of what lies below; 0 where nothing does
    private record Layer(List<Point> tops, Map<Double, Double> bottoms) {

        double bottom(double seconds) {
            return bottoms.getOrDefault(seconds, 0.0);
        }
    }

    private static List<Layer> flat(List<Series> series) {
        return series.stream().map(one -> new Layer(one.points(), Map.of())).toList();
    }

    // A series that has no value where others have one counts as nothing there.
    private static List<Layer> stacked(List<Series> series) {
        Map<Double, Double> sums = new HashMap<>();
        List<Layer> layers = new ArrayList<>();
        for (Series one : series) {
            Map<Double, Double> bottoms = Map.copyOf(sums);
            List<Point> tops = new ArrayList<>();
            for (Point point : one.points()) {
                double top = sums.merge(point.seconds(), point.value(), Double::sum);
                tops.add(new Point(point.seconds(), top));
            }
            layers.add(new Layer(tops, bottoms));
        }
        return layers;
    }

    // --- legend

    private record Entry(double x, String name, String colour) {}

    private static List<List<Entry>> legend(List<Series> series, double width) {
        List<List<Entry>> lines = new ArrayList<>();
        double x = width;
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < series.size(); i++) {
            String name = Svg.fitted(series.get(i).name(), LETTERS, width - 20);
            if (!seen.add(name + Svg.colour(i))) {
                continue;
            }
            double needed = 18 + Svg.width(name, LETTERS) + 10;
            if (x + needed > width) {
                if (lines.size() == LEGEND_LINES) {
                    lines.getLast().add(new Entry(x, "…", ""));
                    break;
                }
                lines.add(new ArrayList<>());
                x = 0;
            }
            lines.getLast().add(new Entry(x, name, Svg.colour(i)));
            x += needed;
        }
        return lines;
    }

    private void legend(List<List<Entry>> lines, double left, double top) {
        double y = top;
        for (List<Entry> line : lines) {
            for (Entry entry : line) {
                if (!entry.colour().isEmpty()) {
                    svg.box(entry.colour(), left + entry.x(), y - 5, 12, 2.5);
                }
                svg.write("", left + entry.x() + 16, y, "start", entry.name());
            }
            y += LEGEND_LINE;
        }
    }
}
