package dev.penstock.bench.report;

import dev.penstock.bench.figure.Figure;
import dev.penstock.bench.figure.Goal;
import java.util.List;

/// The run as a table for a terminal.
public final class TextReport {

    private TextReport() {}

    public static String of(List<Figure> figures, List<String> notes, List<Goal.Outcome> goals) {
        StringBuilder text = new StringBuilder();
        String scenario = "";
        for (Figure figure : figures) {
            if (!figure.scenario().equals(scenario)) {
                scenario = figure.scenario();
                text.append('\n').append(scenario).append('\n');
            }
            text.append("  %-46s %14s %-6s".formatted(figure.figure(), Numbers.text(figure.ours()), figure.unit()));
            Double baseline = figure.baseline();
            if (baseline != null) {
                Double ratio = figure.ratio();
                text.append("  %s of %s (%s)"
                        .formatted(
                                ratio == null ? "-" : Numbers.text(ratio),
                                figure.baselineName(),
                                Numbers.text(baseline)));
            }
            text.append('\n');
        }
        text.append("\ngoals\n");
        for (Goal.Outcome outcome : goals) {
            text.append("  %-12s %s%s%n"
                    .formatted(
                            word(outcome.verdict()),
                            outcome.goal().sentence(),
                            outcome.verdict() == Goal.Verdict.NOT_MEASURED
                                    ? ""
                                    : ": " + Numbers.text(outcome.value())));
        }
        for (String note : notes) {
            text.append("\nnote: ").append(note);
        }
        return text.append('\n').toString();
    }

    static String word(Goal.Verdict verdict) {
        return switch (verdict) {
            case MET -> "met";
            case MISSED -> "missed";
            case NOT_MEASURED -> "not measured";
        };
    }
}
