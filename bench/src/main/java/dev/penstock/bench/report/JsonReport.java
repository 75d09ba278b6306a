package dev.penstock.bench.report;

import dev.penstock.bench.figure.Figure;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The run for a program: an array of figures, each with `scenario`, `figure`, `unit`, `ours`, `baseline`,
/// `baseline_name` and `ratio`; the last three are null for a figure that stands alone.
public final class JsonReport {

    private JsonReport() {}

    public static String of(List<Figure> figures) {
        return figures.stream().map(JsonReport::object).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    }

    private static String object(Figure figure) {
        return "{\"scenario\": %s, \"figure\": %s, \"unit\": %s, \"ours\": %s, \"baseline\": %s, \"baseline_name\": %s, \"ratio\": %s}"
                .formatted(
                        string(figure.scenario()),
                        string(figure.figure()),
                        string(figure.unit()),
                        Numbers.exact(figure.ours()),
                        number(figure.baseline()),
                        string(figure.baselineName()),
                        number(figure.ratio()));
    }

    private static String number(@Nullable Double value) {
        return value == null ? "null" : Numbers.exact(value);
    }

    private static String string(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
