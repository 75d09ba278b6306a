package dev.penstock.bench.report;

import dev.penstock.bench.figure.Figure;
import dev.penstock.bench.figure.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The run as one HTML page that needs nothing but itself: a chart for each scenario, and the table below.
public final class PageReport {

    private static final String STYLE = """
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1d2733; }
            h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
            table { border-collapse: collapse; width: 100% } td, th { padding: .25rem .5rem; border-bottom: 1px solid #dde3ea; text-align: left }
            td.n { text-align: right; font-variant-numeric: tabular-nums }
            .met { color: #13733a } .missed { color: #b3261e } .absent { color: #6b7785 }
            svg text { font: 12px system-ui, sans-serif; fill: #1d2733 }
            """;

    private PageReport() {}

    public static String of(String machine, List<Figure> figures, List<String> notes, List<Goal.Outcome> goals) {
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<title>Penstock bench</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Penstock bench</h1>\n<p>")
                .append(escaped(machine))
                .append("</p>\n");
        goals(page, goals);
        notes.forEach(note -> page.append("<p>Note: ").append(escaped(note)).append("</p>\n"));
        byScenario(figures).forEach((scenario, own) -> {
            page.append("<h2>").append(escaped(scenario)).append("</h2>\n");
            page.append(Chart.ratios(own)).append(Chart.processorTime(own));
            table(page, own);
        });
        return page.append("</body></html>\n").toString();
    }

    private static Map<String, List<Figure>> byScenario(List<Figure> figures) {
        Map<String, List<Figure>> byScenario = new LinkedHashMap<>();
        figures.forEach(figure -> byScenario
                .computeIfAbsent(figure.scenario(), absent -> new ArrayList<>())
                .add(figure));
        return byScenario;
    }

    private static void goals(StringBuilder page, List<Goal.Outcome> goals) {
        page.append("<h2>Goals</h2>\n<table>\n");
        for (Goal.Outcome outcome : goals) {
            String style = switch (outcome.verdict()) {
                case MET -> "met";
                case MISSED -> "missed";
                case NOT_MEASURED -> "absent";
            };
            page.append("<tr><td class=\"%s\">%s</td><td>%s</td><td class=\"n\">%s</td></tr>%n"
                    .formatted(
                            style,
                            TextReport.word(outcome.verdict()),
                            escaped(outcome.goal().sentence()),
                            outcome.verdict() == Goal.Verdict.NOT_MEASURED ? "" : Numbers.text(outcome.value())));
        }
        page.append("</table>\n");
    }

    private static void table(StringBuilder page, List<Figure> figures) {
        page.append("<table><tr><th>figure</th><th>ours</th><th></th><th>baseline</th><th>of it</th><th></th></tr>\n");
        for (Figure figure : figures) {
            Double baseline = figure.baseline();
            Double ratio = figure.ratio();
            String name = figure.baselineName();
            page.append(
                    "<tr><td>%s</td><td class=\"n\">%s</td><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s</td></tr>%n"
                            .formatted(
                                    escaped(figure.figure()),
                                    Numbers.text(figure.ours()),
                                    escaped(figure.unit()),
                                    baseline == null ? "" : Numbers.text(baseline),
                                    ratio == null ? "" : Numbers.text(ratio),
                                    name == null ? "" : escaped(name)));
        }
        page.append("</table>\n");
    }

    /// Text as XML and HTML want it, in an attribute too.
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
