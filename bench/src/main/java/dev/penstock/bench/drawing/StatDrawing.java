package dev.penstock.bench.drawing;

import dev.penstock.bench.dashboard.Field;
import dev.penstock.bench.dashboard.Window;
import dev.penstock.bench.drawing.Series.Point;
import java.util.List;
import java.util.Objects;

/// The last value as a large number, in the colour of its threshold, over a line of all of them.
final class StatDrawing {

    private static final double GRAPH = 0.42;

    private final Svg svg;
    private final Window window;

    StatDrawing(Svg svg, Window window) {
        this.svg = svg;
        this.window = window;
    }

    void draw(Area panel, Field field, List<Series> series, double step) {
        List<Point> points = series.getFirst().points();
        double last = points.getLast().value();
        String colour = Objects.requireNonNullElse(field.colour(last), "green");
        Unit unit = Unit.of(field.unit());
        double most = points.stream().mapToDouble(Point::value).max().orElse(0);
        double least = points.stream().mapToDouble(Point::value).min().orElse(0);
        Scale scale = Scale.of(field, unit, least, most);
        Area graph = new Area(
                panel.x() + 1, panel.bottom() - 1 - panel.height() * GRAPH, panel.width() - 2, panel.height() * GRAPH);
        for (List<Point> run : Track.runs(points, step)) {
            List<double[]> places = run.stream()
                    .map(point ->
                            new double[] {x(graph, point), graph.bottom() - scale.at(point.value()) * graph.height()})
                    .toList();
            StringBuilder line = new StringBuilder();
            Track.append(line, places, true);
            svg.path("l " + colour, line);
            line.append("L%s %sL%s %sz"
                    .formatted(
                            Svg.number(places.getLast()[0]),
                            Svg.number(graph.bottom()),
                            Svg.number(places.getFirst()[0]),
                            Svg.number(graph.bottom())));
            svg.path("f " + colour, line);
        }
        svg.write(
                "big " + colour,
                panel.x() + panel.width() / 2,
                panel.y() + panel.height() * 0.46,
                "middle",
                unit.text(last));
    }

    private double x(Area graph, Point point) {
        double part = (point.seconds() - window.from().getEpochSecond())
                / window.length().toSeconds();
        return graph.x() + Math.clamp(part, 0, 1) * graph.width();
    }
}
