package dev.penstock.bench.report;

import dev.penstock.bench.figure.Figure;
import java.util.List;
import java.util.Locale;

/// Bars as SVG.
final class Chart {

    private static final int WIDTH = 860;
    private static final int LABEL = 430;
    private static final int ROW = 24;
    private static final String PROCESSOR_TIME = ": CPU seconds per million events";
    private static final List<String> COLOURS = List.of("#2f6fb0", "#4aa3a2", "#c98a2b", "#8a5fb0", "#9aa5b1");

    private Chart() {}

    /// Ours ÷ baseline of each figure that has one, with a line where they are equal; nothing when none has.
    static String ratios(List<Figure> figures) {
        List<Figure> compared =
                figures.stream().filter(figure -> figure.ratio() != null).toList();
        if (compared.isEmpty()) {
            return "";
        }
        double most =
                Math.max(1, compared.stream().mapToDouble(Chart::ratio).max().orElse(1));
        double scale = (WIDTH - LABEL - 60) / most;
        StringBuilder svg = open(compared.size());
        for (int i = 0; i < compared.size(); i++) {
            Figure figure = compared.get(i);
            bar(svg, i, 0, ratio(figure) * scale, COLOURS.getFirst(), figure.figure() + " ÷ " + figure.baselineName());
            end(svg, i, ratio(figure) * scale, Numbers.text(ratio(figure)));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%1$.1f\" y1=\"0\" x2=\"%1$.1f\" y2=\"%2$d\" stroke=\"#b3261e\" stroke-dasharray=\"4 3\"/>",
                LABEL + scale,
                compared.size() * ROW));
        return svg.append("</svg>\n").toString();
    }

    /// Processor time by process, one beside the other; nothing when the scenario has none.
    static String processorTime(List<Figure> figures) {
        List<Figure> shares = figures.stream()
                .filter(figure -> figure.figure().endsWith(PROCESSOR_TIME))
                .toList();
        double all = shares.stream().mapToDouble(Figure::ours).sum();
        if (shares.size() < 2 || all <= 0) {
            return "";
        }
        StringBuilder svg = open(shares.size());
        double from = 0;
        for (int i = 0; i < shares.size(); i++) {
            Figure share = shares.get(i);
            double width = share.ours() / all * (WIDTH - LABEL - 60);
            bar(svg, i, from, width, COLOURS.get(i % COLOURS.size()), share.figure());
            end(svg, i, from + width, Numbers.text(share.ours()));
            from += width;
        }
        return svg.append("</svg>\n").toString();
    }

    private static StringBuilder open(int rows) {
        return new StringBuilder(
                "<svg viewBox=\"0 0 %d %d\" width=\"100%%\" role=\"img\">".formatted(WIDTH, rows * ROW));
    }

    private static void bar(StringBuilder svg, int row, double from, double width, String colour, String label) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                        + "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                LABEL - 8,
                row * ROW + 16,
                PageReport.escaped(label),
                LABEL + from,
                row * ROW + 4,
                Math.max(1, width),
                ROW - 8,
                colour));
    }

    private static void end(StringBuilder svg, int row, double at, String number) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", LABEL + at + 6, row * ROW + 16, number));
    }

    private static double ratio(Figure figure) {
        Double ratio = figure.ratio();
        return ratio == null ? 0 : ratio;
    }
}
