package dev.penstock.ctl.live;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a process tells Prometheus: the sum of each metric over its labels. Pure.
public record Scrape(Map<String, Double> sums) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{[^}]*})? +([^ ]+).*");

    public Scrape {
        sums = Map.copyOf(sums);
    }

    static Scrape parse(String text) {
        Map<String, Double> sums = new HashMap<>();
        text.lines().filter(line -> line.startsWith("penstock_")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                Double value = number(sample.group(2));
                if (value != null && !value.isNaN()) {
                    sums.merge(sample.group(1), value, Double::sum);
                }
            }
        });
        return new Scrape(sums);
    }

    private static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text.replace("+Inf", "Infinity"));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// Null when the process has no such metric.
    public @Nullable Double of(String metric) {
        return sums.get(metric);
    }

    /// The mean of what a timer or summary has taken since `before`; null when that is nothing.
    ///
    /// @param before an earlier one, null for all since the process began
    public @Nullable Double mean(@Nullable Scrape before, String metric) {
        double count = since(before, metric + "_count");
        return count <= 0 ? null : since(before, metric + "_sum") / count;
    }

    private double since(@Nullable Scrape before, String metric) {
        double now = sums.getOrDefault(metric, 0.0);
        double then = before == null ? 0 : before.sums.getOrDefault(metric, 0.0);
        // Less than before: the process is another one.
        return now < then ? now : now - then;
    }
}
