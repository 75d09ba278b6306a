package dev.penstock.bench.picture;

import dev.penstock.bench.drawing.Cells;
import dev.penstock.bench.drawing.Series;
import dev.penstock.bench.drawing.Series.Point;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the format `JSONCompact`.
final class ClickHouseAnswer {

    /// The format, at the end of a statement, with times in one zone.
    static final String FORMAT = " FORMAT JSONCompact SETTINGS session_timezone = 'UTC'";

    // What may stand around the type of a value.
    private static final String OF = "(?:Nullable\\(|SimpleAggregateFunction\\(\\w+, )*";
    private static final Pattern TIME = Pattern.compile(OF + "DateTime.*");
    private static final Pattern NUMBER = Pattern.compile(OF + "(?:U?Int|Float|Decimal).*");
    private static final int WHOLE_SECONDS = "2026-01-31 12:00:00".length();

    private ClickHouseAnswer() {}

    /// The rows as they are, times to the second.
    static Cells cells(String json) {
        JsonNode root = JsonMapper.shared().readTree(json);
        List<Cells.Column> columns = new ArrayList<>();
        List<String> types = types(root);
        for (int i = 0; i < types.size(); i++) {
            columns.add(new Cells.Column(
                    root.path("meta").get(i).path("name").asString(),
                    NUMBER.matcher(types.get(i)).matches()));
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : root.path("data")) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                cells.add(cell(row.get(i), types.get(i)));
            }
            rows.add(cells);
        }
        return new Cells(columns, rows);
    }

    /// A series for each column of numbers and each combination of texts, as Grafana makes and names them. The first
    /// column is the time.
    ///
    /// @throws IllegalArgumentException when it is not
    static List<Series> series(String json) {
        JsonNode root = JsonMapper.shared().readTree(json);
        List<String> types = types(root);
        if (types.isEmpty() || !TIME.matcher(types.getFirst()).matches()) {
            throw new IllegalArgumentException("the first column of a series is its time, and not " + types);
        }
        Map<String, List<Point>> series = new LinkedHashMap<>();
        for (JsonNode row : root.path("data")) {
            StringBuilder labels = new StringBuilder();
            for (int i = 1; i < types.size(); i++) {
                if (!NUMBER.matcher(types.get(i)).matches()) {
                    labels.append(' ').append(row.get(i).asString(""));
                }
            }
            double seconds = seconds(row.get(0).asString());
            for (int i = 1; i < types.size(); i++) {
                JsonNode value = row.get(i);
                if (NUMBER.matcher(types.get(i)).matches() && !value.isNull()) {
                    String name = root.path("meta").get(i).path("name").asString() + labels;
                    double number = value.isNumber() ? value.asDouble() : Double.parseDouble(value.asString());
                    series.computeIfAbsent(name, absent -> new ArrayList<>()).add(new Point(seconds, number));
                }
            }
        }
        return series.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(one -> new Series(one.getKey(), one.getValue()))
                .toList();
    }

    /// The values of the first column.
    static List<String> values(String json) {
        List<String> values = new ArrayList<>();
        JsonMapper.shared()
                .readTree(json)
                .path("data")
                .forEach(row -> values.add(row.get(0).asString()));
        return values;
    }

    private static List<String> types(JsonNode root) {
        List<String> types = new ArrayList<>();
        root.path("meta").forEach(column -> types.add(column.path("type").asString()));
        return types;
    }

    private static String cell(JsonNode value, String type) {
        if (value.isNull()) {
            return NUMBER.matcher(type).matches() ? "0" : "";
        }
        String text = value.isContainer() ? value.toString().replace("\"", "") : value.asString();
        return TIME.matcher(type).matches() && text.length() > WHOLE_SECONDS ? text.substring(0, WHOLE_SECONDS) : text;
    }

    private static double seconds(String time) {
        return (double) LocalDateTime.parse(time.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
    }
}
