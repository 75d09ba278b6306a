package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.helm.Rendered.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// The alerts: Prometheus' own tool reads and tries them, their metrics exist, and each has its place in the runbook.
class RulesTest {

    private static final Path RULES = Helm.CHART.resolve("rules/penstock.yaml");
    private static final Path TESTS = Path.of("src", "test", "promtool");
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void promtoolFindsNothing() {
        assertThat(promtool("check", "rules", "--lint-fatal", RULES.toString()).code())
                .isZero();
    }

    @Test
    void eachAlertComesWhenItShouldAndNotElse() {
        Helm.Run run = promtool(
                "test",
                "rules",
                TESTS.resolve("rules-test.yaml").toString(),
                TESTS.resolve("rules-of-days-test.yaml").toString());
        assertThat(run.code()).as(run.out() + run.err()).isZero();
    }

    @Test
    void eachAlertIsTriedBothWays() throws IOException {
        String tests = Files.readString(TESTS.resolve("rules-test.yaml"))
                + Files.readString(TESTS.resolve("rules-of-days-test.yaml"));
        for (String alert : alerts().keySet()) {
            assertThat(tests)
                    .as(alert)
                    .containsPattern("alertname: " + alert + "\n +exp_alerts: \\[\\]")
                    .containsPattern("alertname: " + alert + "\n +exp_alerts:\n");
        }
    }

    @Test
    void everyMetricExists() throws IOException {
        Set<String> known = names(Files.readString(DOCS.resolve("metrics.md")), "`(penstock_\\w+)`");
        Set<String> used = names(
                rules().map(rule -> rule.text("expr")).collect(Collectors.joining("\n")), "(?<![\\w:])(penstock_\\w+)");
        assertThat(used).hasSizeGreaterThan(15).isSubsetOf(known);
        Set<String> reasons = names(Files.readString(RULES), "reason=~\"([a-z_|]+)\"").stream()
                .flatMap(all -> Set.of(all.split("\\|")).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(headings(false)).as("reasons are refusals").containsAll(reasons);
    }

    @Test
    void everyAlertHasItsPlaceInTheRunbook() throws IOException {
        Set<String> anchors = headings(true);
        alerts().forEach((name, alert) -> {
            String url = alert.text("annotations.runbook_url");
            assertThat(url).as(name).startsWith("docs/runbook.md#");
            assertThat(anchors).as(name).contains(url.substring(url.indexOf('#') + 1));
            assertThat(alert.text("labels.severity")).as(name).isIn("page", "ticket");
            assertThat(alert.missing("annotations.summary")).as(name).isFalse();
        });
    }

    /// Alerts, recorded series and metrics that docs/slo.md names.
    @Test
    void theObjectivesAreMeasuredByWhatThereIs() throws IOException {
        String page = Files.readString(DOCS.resolve("slo.md"));
        Set<String> recorded = rules().filter(rule -> !rule.missing("record"))
                .map(rule -> rule.text("record"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names(page, "\\b(Penstock[A-Z]\\w+)")).hasSizeGreaterThan(8).isSubsetOf(alerts().keySet());
        assertThat(names(page, "(penstock:\\w+(?::\\w+)?)")).isNotEmpty().isSubsetOf(recorded);
        Set<String> known = names(Files.readString(DOCS.resolve("metrics.md")), "`(penstock_\\w+)`");
        assertThat(names(page, "(?<![\\w:])(penstock_\\w+)"))
                .isNotEmpty()
                .allMatch(name -> known.contains(name.replaceFirst("_(sum|count)$", "")));
        // Each reason that counts against us there counts here.
        names(Files.readString(RULES), "outcome=\"shed\",reason=~\"([a-z_|]+)\"").stream()
                .flatMap(all -> Set.of(all.split("\\|")).stream())
                .forEach(reason -> assertThat(page).contains("`" + reason + "`"));
    }

    @Test
    void theChartLeavesOutAddsAndNamesThePage() {
        Node rule = Scenario.of("monitoring").render().one("PrometheusRule", "rel-penstock");
        List<Node> alerts = rule.list("spec.groups").stream()
                .flatMap(group -> group.list("rules").stream())
                .filter(each -> !each.missing("alert"))
                .toList();
        assertThat(alerts)
                .hasSize(alerts().size() - 1)
                .noneMatch(alert -> alert.text("alert").equals("PenstockLimitsNotShared"))
                .allMatch(alert -> alert.text("labels.team").equals("ingestion"))
                .allMatch(alert ->
                        alert.text("annotations.runbook_url").startsWith("https://wiki.example.com/penstock/docs/"));
        assertThat(rule.list("spec.groups"))
                .extracting(group -> group.text("name"))
                .contains("ours");
    }

    private static Map<String, Node> alerts() {
        return rules().filter(rule -> !rule.missing("alert"))
                .collect(Collectors.toMap(rule -> rule.text("alert"), rule -> rule));
    }

    private static Stream<Node> rules() {
        try {
            return new Node(new Yaml().load(Files.readString(RULES)))
                    .list("groups").stream().flatMap(group -> group.list("rules").stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(String text, String pattern) {
        Set<String> names = new TreeSet<>();
        Matcher found = Pattern.compile(pattern).matcher(text);
        while (found.find()) {
            names.add(found.group(1));
        }
        return names;
    }

    /// The headings of the runbook, as they stand there or as a link names them.
    private static Set<String> headings(boolean anchors) throws IOException {
        return Files.readAllLines(DOCS.resolve("runbook.md")).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", ""))
                .map(title -> anchors
                        ? title.toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .replace(' ', '-')
                        : title)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Helm.Run promtool(String... arguments) {
        return Helm.Commands.run(
                Stream.concat(Stream.of("promtool"), List.of(arguments).stream())
                        .toList(),
                Map.of(),
                "");
    }
}
