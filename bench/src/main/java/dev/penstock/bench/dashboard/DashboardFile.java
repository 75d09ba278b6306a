package dev.penstock.bench.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what Grafana reads. What would be shown otherwise than it is drawn is refused: a picture must not lie.
public final class DashboardFile {

    private static final String PROMETHEUS = "prometheus";
    private static final String CLICKHOUSE = "grafana-clickhouse-datasource";

    private DashboardFile() {}

    /// The dashboard of a file's text.
    ///
    /// @throws IllegalArgumentException which names the panel that cannot be drawn
    public static Dashboard read(String json) {
        JsonNode root = JsonMapper.shared().readTree(json);
        List<Panel> panels = new ArrayList<>();
        for (JsonNode panel : root.path("panels")) {
            panels.add(panel(panel));
        }
        return new Dashboard(text(root, "uid"), text(root, "title"), panels, questions(root));
    }

    private static Map<String, String> questions(JsonNode root) {
        Map<String, String> questions = new HashMap<>();
        for (JsonNode variable : root.path("templating").path("list")) {
            switch (text(variable, "type")) {
                case "query" -> questions.put(text(variable, "name"), text(variable, "query"));
                case "datasource" -> {}
                default ->
                    throw new IllegalArgumentException("variable " + text(variable, "name") + " is of type "
                            + text(variable, "type") + ", which nothing here answers");
            }
        }
        return questions;
    }

    private static Panel panel(JsonNode panel) {
        String title = text(panel, "title");
        Panel.Kind kind = switch (text(panel, "type")) {
            case "row" -> Panel.Kind.ROW;
            case "timeseries" -> Panel.Kind.TIME_SERIES;
            case "stat" -> Panel.Kind.STAT;
            case "table" -> Panel.Kind.TABLE;
            default -> throw undrawn(title, "type " + text(panel, "type"));
        };
        JsonNode field = panel.path("fieldConfig");
        if (!field.path("overrides").isEmpty()) {
            throw undrawn(title, "overrides");
        }
        if (!panel.path("transformations").isEmpty()) {
            throw undrawn(title, "transformations");
        }
        JsonNode calculations = panel.path("options").path("reduceOptions").path("calcs");
        if (kind == Panel.Kind.STAT
                && !(calculations.size() == 1
                        && calculations.get(0).asString("").equals("lastNotNull"))) {
            throw undrawn(title, "another reduction than lastNotNull");
        }
        List<Target> targets = new ArrayList<>();
        panel.path("targets").forEach(target -> targets.add(target(title, target)));
        return new Panel(kind, title, place(panel.path("gridPos")), field(title, field.path("defaults")), targets);
    }

    private static Place place(JsonNode grid) {
        return new Place(
                grid.path("x").asInt(),
                grid.path("y").asInt(),
                grid.path("w").asInt(),
                grid.path("h").asInt());
    }

    private static Field field(String title, JsonNode defaults) {
        JsonNode custom = defaults.path("custom");
        if (!custom.path("drawStyle").asString("line").equals("line")) {
            throw undrawn(title, "drawStyle " + custom.path("drawStyle"));
        }
        List<Threshold> thresholds = new ArrayList<>();
        for (JsonNode step : defaults.path("thresholds").path("steps")) {
            thresholds.add(new Threshold(text(step, "color"), number(step.path("value"))));
        }
        return new Field(
                defaults.path("unit").asString("none"),
                number(defaults.path("min")),
                number(defaults.path("max")),
                custom.path("stacking").path("mode").asString("none").equals("normal"),
                custom.path("fillOpacity").asInt(0),
                thresholds,
                !custom.path("thresholdsStyle").path("mode").asString("off").equals("off"));
    }

    private static Target target(String title, JsonNode target) {
        return switch (target.path("datasource").path("type").asString("")) {
            case PROMETHEUS ->
                new Target.Expression(
                        text(target, "expr"), target.path("legendFormat").asString(""));
            case CLICKHOUSE ->
                new Target.Statement(
                        text(target, "rawSql"), target.path("format").asInt(1) == 0);
            default -> throw undrawn(title, "a target that says no data source");
        };
    }

    private static @Nullable Double number(JsonNode value) {
        return value.isNumber() ? value.asDouble() : null;
    }

    private static String text(JsonNode node, String name) {
        String text = node.path(name).asString("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no " + name + " in " + node.propertyNames());
        }
        return text;
    }

    private static IllegalArgumentException undrawn(String title, String what) {
        return new IllegalArgumentException("panel \"" + title + "\" has " + what + ", which is not drawn here");
    }
}
