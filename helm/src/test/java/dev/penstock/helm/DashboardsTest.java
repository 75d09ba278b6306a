package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.helm.Rendered.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each file of `dashboards/` becomes a ConfigMap that Grafana's sidecar finds. Tried on a copy with a file of its own.
class DashboardsTest {

    @TempDir
    private Path folder;

    @Test
    void aFileIsAConfigMapWithLabelsAndAnnotations() throws IOException {
        Path chart = copyWithoutDashboards();
        String json = "{\"title\": \"{{ $labels.pod }}\", \"uid\": \"one\"}";
        Files.writeString(chart.resolve("dashboards").resolve("one.json"), json);
        Helm.Run run = render(
                chart,
                "--set",
                "dashboards.annotations.grafana_folder=Penstock",
                "--set",
                "dashboards.namespace=grafana");
        assertThat(run.code()).as(run.err()).isZero();
        Node map = Rendered.of(run.out()).one("ConfigMap", "-dashboard-one");
        assertThat(map.at("data").text("[one.json]").strip()).isEqualTo(json);
        assertThat(map.text("metadata.labels.grafana_dashboard")).isEqualTo("1");
        assertThat(map.text("metadata.annotations.grafana_folder")).isEqualTo("Penstock");
        assertThat(map.text("metadata.namespace")).isEqualTo("grafana");
    }

    @Test
    void noneAreNoDashboards() throws IOException {
        Helm.Run run = render(copyWithoutDashboards());
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("dashboards.enabled is set");
    }

    /// What a panel reads of the chart's rules is recorded by them; the metrics are held against the running
    /// applications elsewhere.
    @Test
    void everyRecordedSeriesOfAPanelIsRecorded() throws IOException {
        Set<String> recorded = found("record: (\\S+)", Helm.CHART.resolve("rules"));
        Set<String> read = found("\\b(penstock:[a-z0-9_:]+)", Helm.CHART.resolve("dashboards"));

        assertThat(read).isNotEmpty();
        assertThat(recorded).containsAll(read);
    }

    private static Set<String> found(String pattern, Path folder) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Pattern.compile(pattern)
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(match -> found.add(match.group(1)));
            }
        }
        return found;
    }

    private static Helm.Run render(Path chart, String... more) {
        List<String> command = new ArrayList<>(List.of("template", "rel", chart.toString(), "--values"));
        command.add(Scenario.of("minimal").values().toString());
        command.addAll(List.of("--set", "dashboards.enabled=true"));
        command.addAll(List.of(more));
        return Helm.V4.run(command);
    }

    private Path copyWithoutDashboards() throws IOException {
        Path chart = folder.resolve("chart");
        try (Stream<Path> files = Files.walk(Helm.CHART)) {
            files.filter(file -> !file.startsWith(Helm.CHART.resolve("dashboards")))
                    .forEach(file -> copy(file, chart.resolve(Helm.CHART.relativize(file))));
        }
        Files.createDirectories(chart.resolve("dashboards"));
        return chart;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
