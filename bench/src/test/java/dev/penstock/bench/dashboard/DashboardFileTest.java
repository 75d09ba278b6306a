package dev.penstock.bench.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DashboardFileTest {

    private static final Path SHIPPED = Path.of("..", "helm", "penstock", "dashboards");
    private static final String PANEL = """
            {"type": "timeseries", "title": "Lag", "gridPos": {"h": 8, "w": 12, "x": 0, "y": 1},
             "fieldConfig": {"defaults": {"unit": "s", "min": 0,
               "custom": {"fillOpacity": 20, "stacking": {"mode": "normal"}, "thresholdsStyle": {"mode": "dashed"}},
               "thresholds": {"steps": [{"color": "green", "value": null}, {"color": "red", "value": 60}]}},
               "overrides": []},
             "targets": [{"datasource": {"type": "prometheus"}, "expr": "max(lag)", "legendFormat": "{{pod}}"}]}
            """;

    @Test
    void aPanelIsReadAsItStands() {
        Dashboard dashboard = DashboardFile.read(file(PANEL));

        assertThat(dashboard.uid()).isEqualTo("one");
        assertThat(dashboard.height()).isEqualTo(9);
        assertThat(dashboard.questions()).containsExactly(Map.entry("organization", "SELECT org_id"));
        Panel panel = dashboard.panels().getFirst();
        assertThat(panel.kind()).isEqualTo(Panel.Kind.TIME_SERIES);
        assertThat(panel.place()).isEqualTo(new Place(0, 1, 12, 8));
        assertThat(panel.targets()).containsExactly(new Target.Expression("max(lag)", "{{pod}}"));
        assertThat(panel.field())
                .isEqualTo(new Field(
                        "s",
                        0.0,
                        null,
                        true,
                        20,
                        List.of(new Threshold("green", null), new Threshold("red", 60.0)),
                        true));
    }

    @Test
    void theColourIsThatOfTheHighestThresholdReached() {
        Field field = DashboardFile.read(file(PANEL)).panels().getFirst().field();

        assertThat(field.colour(59.9)).isEqualTo("green");
        assertThat(field.colour(60)).isEqualTo("red");
    }

    @Test
    void whatWouldBeDrawnWronglyIsRefusedByName() {
        refuses(PANEL.replace("timeseries", "heatmap"), "\"Lag\"", "heatmap");
        refuses(PANEL.replace("\"overrides\": []", "\"overrides\": [{}]"), "\"Lag\"", "overrides");
        refuses(PANEL.replace("\"stacking\"", "\"drawStyle\": \"bars\", \"stacking\""), "\"Lag\"", "bars");
        refuses(PANEL.replace("\"prometheus\"", "\"loki\""), "\"Lag\"", "data source");
        refuses(PANEL.replace("\"timeseries\"", "\"stat\""), "\"Lag\"", "lastNotNull");
        refuses(PANEL + "," + PANEL.replace("\"Lag\"", "\"Other\"").replace("\"x\": 0", "\"x\": 11"), "lies over");
        refuses(PANEL.replace("\"x\": 0", "\"x\": 13"), "outside of the grid");
    }

    /// Those of the chart: nothing in them is beyond what can be drawn.
    @Test
    void everyShippedDashboardIsRead() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(SHIPPED)) {
            files = all.toList();
        }
        assertThat(files).hasSize(4);
        for (Path file : files) {
            assertThat(DashboardFile.read(Files.readString(file)).panels())
                    .as(file.toString())
                    .hasSizeGreaterThan(5);
        }
    }

    private static void refuses(String panels, String... words) {
        assertThatThrownBy(() -> DashboardFile.read(file(panels)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(words);
    }

    private static String file(String panels) {
        return """
                {"uid": "one", "title": "One", "templating": {"list": [
                  {"name": "datasource", "type": "datasource", "query": "prometheus"},
                  {"name": "organization", "type": "query", "query": "SELECT org_id"}]},
                 "panels": [%s]}
                """.formatted(panels);
    }
}
