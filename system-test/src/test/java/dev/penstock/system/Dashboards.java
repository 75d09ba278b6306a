package dev.penstock.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the panels of the shipped dashboards ask for.
final class Dashboards {

    private static final Path FOLDER = Path.of("..", "helm", "penstock", "dashboards");
    private static final Pattern METRIC = Pattern.compile("\\b(?:penstock|jvm|process)_[a-z0-9_]+");

    private final List<JsonNode> targets = new ArrayList<>();

    private Dashboards() {}

    static Dashboards read() throws IOException {
        Dashboards dashboards = new Dashboards();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                for (JsonNode panel : JsonMapper.shared().readTree(file).path("panels")) {
                    panel.path("targets").forEach(dashboards.targets::add);
                }
            }
        }
        return dashboards;
    }

    /// The samples that the expressions for Prometheus name.
    Set<String> samples() {
        Set<String> samples = new TreeSet<>();
        for (JsonNode target : targets) {
            Matcher names = METRIC.matcher(target.path("expr").asString(""));
            while (names.find()) {
                samples.add(names.group());
            }
        }
        return samples;
    }

    /// The queries for ClickHouse, as Grafana sends them for the last three hours of one organization.
    List<String> queries(String organization) {
        return targets.stream()
                .map(target -> target.path("rawSql").asString(""))
                .filter(sql -> !sql.isEmpty())
                .map(sql -> sql.replaceAll("\\$__timeFilter\\(([a-z_]+)\\)", "$1 >= now() - INTERVAL 3 HOUR")
                        .replace("${organization:singlequote}", "'" + organization + "'"))
                .toList();
    }
}
