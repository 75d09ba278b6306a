package dev.penstock.bench.picture;

import dev.penstock.bench.dashboard.Dashboard;
import dev.penstock.bench.dashboard.Panel;
import dev.penstock.bench.dashboard.Target;
import dev.penstock.bench.dashboard.Variables;
import dev.penstock.bench.dashboard.Window;
import dev.penstock.bench.drawing.Content;
import dev.penstock.bench.drawing.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Asks what the panels of a dashboard ask, and says which of them got nothing.
///
/// @param contents of every panel but rows
/// @param silent a line for each question that was answered with nothing and is not allowed to be
record Evaluation(Map<Panel, Content> contents, List<String> silent) {

    /// @param quiet questions that may be answered with nothing, with the reason
    static Evaluation of(Dashboard dashboard, Window window, Answers answers, Map<String, String> quiet) {
        Map<String, List<String>> chosen = new HashMap<>();
        dashboard
                .questions()
                .forEach((name, question) -> chosen.put(name, ClickHouseAnswer.values(rows(answers, question))));
        Variables variables = new Variables(window, chosen);
        Map<Panel, Content> contents = new LinkedHashMap<>();
        List<String> silent = new ArrayList<>();
        for (Panel panel : dashboard.panels()) {
            if (panel.kind() == Panel.Kind.ROW) {
                continue;
            }
            List<Series> series = new ArrayList<>();
            for (Target target : panel.targets()) {
                Content content = content(panel, target, variables, answers);
                String name = dashboard.uid() + ", \"" + panel.title() + "\": " + text(target);
                if (content.isEmpty() && !quiet.containsKey(text(target))) {
                    silent.add(name);
                }
                if (content instanceof Content.Lines lines) {
                    series.addAll(lines.series());
                } else {
                    contents.put(panel, content);
                }
            }
            contents.putIfAbsent(panel, new Content.Lines(series));
        }
        return new Evaluation(contents, silent);
    }

    private static Content content(Panel panel, Target target, Variables variables, Answers answers) {
        try {
            return switch (target) {
                case Target.Expression expression ->
                    new Content.Lines(PrometheusAnswer.series(
                            answers.expression(variables.expression(expression.text())), expression.legend()));
                case Target.Statement statement -> {
                    String json = rows(answers, variables.statement(statement.text()));
                    yield statement.series()
                            ? new Content.Lines(ClickHouseAnswer.series(json))
                            : new Content.Rows(ClickHouseAnswer.cells(json));
                }
            };
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "panel \"" + panel.title() + "\" cannot be evaluated: " + e.getMessage(), e);
        }
    }

    private static String rows(Answers answers, String statement) {
        return answers.statement(statement + ClickHouseAnswer.FORMAT);
    }

    private static String text(Target target) {
        return switch (target) {
            case Target.Expression expression -> expression.text();
            case Target.Statement statement -> statement.text();
        };
    }
}
