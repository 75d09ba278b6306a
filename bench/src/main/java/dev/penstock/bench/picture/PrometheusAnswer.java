package dev.penstock.bench.picture;

import dev.penstock.bench.dashboard.Legend;
import dev.penstock.bench.drawing.Series;
import dev.penstock.bench.drawing.Series.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what `query_range` answers.
final class PrometheusAnswer {

    private PrometheusAnswer() {}

    /// Series in Prometheus' order, by their labels; what is not a number is no point, as in a graph.
    ///
    /// @param legend the format of a series' name
    /// @throws IllegalArgumentException with Prometheus' message when it refused
    static List<Series> series(String json, String legend) {
        JsonNode root = JsonMapper.shared().readTree(json);
        if (!root.path("status").asString("").equals("success")) {
            throw new IllegalArgumentException(
                    "Prometheus refused: " + root.path("error").asString(json));
        }
        List<Series> all = new ArrayList<>();
        for (JsonNode one : root.path("data").path("result")) {
            Map<String, String> labels = new HashMap<>();
            one.path("metric")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asString("")));
            List<Point> points = new ArrayList<>();
            for (JsonNode pair : one.path("values")) {
                double value = number(pair.path(1).asString());
                if (Double.isFinite(value)) {
                    points.add(new Point(pair.path(0).asDouble(), value));
                }
            }
            if (!points.isEmpty()) {
                all.add(new Series(Legend.of(legend, labels), points));
            }
        }
        return all;
    }

    // Java reads "NaN", and not Go's "+Inf".
    private static double number(String text) {
        return text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }
}
