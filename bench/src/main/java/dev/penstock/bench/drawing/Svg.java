package dev.penstock.bench.drawing;

import dev.penstock.bench.report.PageReport;
import java.util.Locale;

/// Writes SVG, a tenth of a pixel exact.
///
/// Colours are classes, so that a picture follows the reader's dark or light mode.
final class Svg {

    /// How wide a letter of this size is at most on average; no font is asked.
    private static final double LETTER = 0.61;

    private static final String STYLE = """
            text{font:11px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#24292f}
            .h{font-size:18px;font-weight:600}.t{font-size:13px;font-weight:600}.s{font-size:12px}.d,.a{fill:#57606a}.a{font-size:10px}
            .big{font-size:38px;font-weight:600}.b{fill:#f4f5f7}.p{fill:#fff;stroke:#d8dee4}.g{stroke:#d8dee4;fill:none}.m{fill:#d1242f;opacity:.09}
            .l{fill:none;stroke-width:1.5;stroke-linejoin:round}.f{stroke:none;opacity:.22}.w{stroke-dasharray:5 4;fill:none}
            .c0{stroke:#1a7f37;fill:#1a7f37}.c1{stroke:#bf6a02;fill:#bf6a02}.c2{stroke:#0969da;fill:#0969da}.c3{stroke:#d1242f;fill:#d1242f}
            .c4{stroke:#8250df;fill:#8250df}.c5{stroke:#1b7c83;fill:#1b7c83}.c6{stroke:#bf3989;fill:#bf3989}.c7{stroke:#6e7781;fill:#6e7781}
            .green{stroke:#1a7f37;fill:#1a7f37}.orange{stroke:#bf6a02;fill:#bf6a02}.red{stroke:#d1242f;fill:#d1242f}
            .l.l,.w.w{fill:none}text.big{stroke:none}
            @media (prefers-color-scheme:dark){text{fill:#d8d9da}.d,.a{fill:#9da3ab}.b{fill:#111217}.p{fill:#181b1f;stroke:#2c3235}.g{stroke:#2c3235}.m{fill:#ff7b72;opacity:.13}
            .c0,.green{stroke:#73bf69;fill:#73bf69}.c1,.orange{stroke:#ff9830;fill:#ff9830}.c2{stroke:#6e9fff;fill:#6e9fff}.c3,.red{stroke:#f2495c;fill:#f2495c}
            .c4{stroke:#b877d9;fill:#b877d9}.c5{stroke:#5fd0d6;fill:#5fd0d6}.c6{stroke:#ff85c0;fill:#ff85c0}.c7{stroke:#a0a6ad;fill:#a0a6ad}}
            """;

    private static final int COLOURS = 8;

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        text.append(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"><title>%s</title>\n<style>\n"
                                .formatted(width, height, PageReport.escaped(title)))
                .append(STYLE)
                .append("</style>\n");
        box("b", 0, 0, width, height);
    }

    /// The class of the `number`th series.
    static String colour(int number) {
        return "c" + number % COLOURS;
    }

    /// How wide a text will be, rather more than less.
    static double width(String written, double size) {
        return written.length() * size * LETTER;
    }

    /// The text, cut where it would be wider than that.
    static String fitted(String written, double size, double width) {
        if (width(written, size) <= width) {
            return written;
        }
        int letters = (int) (width / size / LETTER) - 1;
        return letters < 1 ? "" : written.substring(0, letters).stripTrailing() + "…";
    }

    void box(String style, double x, double y, double width, double height) {
        text.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n"
                .formatted(style, number(x), number(y), number(width), number(height)));
    }

    void line(String style, double x, double y, double toX, double toY) {
        text.append("<path class=\"%s\" d=\"M%s %sL%s %s\"/>\n"
                .formatted(style, number(x), number(y), number(toX), number(toY)));
    }

    void path(String style, CharSequence path) {
        text.append("<path class=\"")
                .append(style)
                .append("\" d=\"")
                .append(path)
                .append("\"/>\n");
    }

    /// @param anchor `start`, `middle` or `end`
    void write(String style, double x, double y, String anchor, String written) {
        text.append("<text");
        if (!style.isEmpty()) {
            text.append(" class=\"").append(style).append('"');
        }
        text.append(" x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append('"');
        if (!anchor.equals("start")) {
            text.append(" text-anchor=\"").append(anchor).append('"');
        }
        text.append('>').append(PageReport.escaped(written)).append("</text>\n");
    }

    String end() {
        return text + "</svg>\n";
    }

    static String number(double value) {
        double tenths = Math.rint(value * 10) / 10;
        return tenths == Math.rint(tenths) ? Long.toString((long) tenths) : String.format(Locale.ROOT, "%.1f", tenths);
    }
}
