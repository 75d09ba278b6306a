package dev.penstock.bench.dashboard;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Fills in what a panel leaves open, as Grafana and its plugin for ClickHouse do.
///
/// @param chosen values of the variables that are asked for, with "All" chosen
public record Variables(Window window, Map<String, List<String>> chosen) {

    private static final Pattern TIME = Pattern.compile("\\$__(rate_interval|interval|range)\\b");
    private static final Pattern TIME_FILTER = Pattern.compile("\\$__timeFilter\\(\\s*([A-Za-z0-9_.]+)\\s*\\)");
    private static final Pattern QUOTED = Pattern.compile("\\$\\{([A-Za-z0-9_]+):singlequote}");
    private static final Pattern LEFT = Pattern.compile("\\$(?:\\{[^}]*}|[A-Za-z_]+)");

    public Variables {
        chosen = Map.copyOf(chosen);
    }

    /// PromQL without variables.
    ///
    /// @throws IllegalArgumentException which names one that nobody knows
    public String expression(String text) {
        return complete(
                TIME.matcher(text).replaceAll(found -> length(found.group(1)).toSeconds() + "s"));
    }

    /// SQL without variables.
    ///
    /// @throws IllegalArgumentException which names one that nobody knows, or has no value
    public String statement(String text) {
        String between = "$1 >= toDateTime(%d) AND $1 <= toDateTime(%d)"
                .formatted(window.from().getEpochSecond(), window.to().getEpochSecond());
        String filtered = TIME_FILTER.matcher(text).replaceAll(between);
        return complete(QUOTED.matcher(filtered).replaceAll(found -> Matcher.quoteReplacement(quoted(found.group(1)))));
    }

    private String quoted(String name) {
        List<String> values = chosen.getOrDefault(name, List.of());
        if (values.isEmpty()) {
            throw new IllegalArgumentException("variable " + name + " has no value");
        }
        return values.stream()
                .map(value -> "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'")
                .collect(Collectors.joining(","));
    }

    private Duration length(String name) {
        return switch (name) {
            case "rate_interval" -> window.rateInterval();
            case "interval" -> window.step();
            default -> window.length();
        };
    }

    private static String complete(String text) {
        Matcher left = LEFT.matcher(text);
        if (left.find()) {
            throw new IllegalArgumentException("nobody knows " + left.group() + " in: " + text);
        }
        return text;
    }
}
