package dev.penstock.bench.dashboard;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What Grafana calls a series.
public final class Legend {

    private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*}}");

    private Legend() {}

    /// Of Prometheus: the format with its labels filled in; without a format, all labels.
    public static String of(String format, Map<String, String> labels) {
        if (format.isEmpty()) {
            return new TreeMap<>(labels)
                    .entrySet().stream()
                            .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                            .collect(Collectors.joining(", ", "{", "}"));
        }
        return LABEL.matcher(format)
                .replaceAll(found -> Matcher.quoteReplacement(labels.getOrDefault(found.group(1), "")));
    }
}
