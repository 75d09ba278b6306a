package dev.penstock.writer;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Times that were measured, in milliseconds, sorted.
record Delays(List<Long> millis) {

    Delays {
        if (millis.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        millis = millis.stream().sorted().toList();
    }

    static Delays of(Collection<Long> millis) {
        return new Delays(List.copyOf(millis));
    }

    /// The time that so many percent of all do not exceed.
    long percentile(int percent) {
        return millis.get(Math.max(0, (int) Math.ceil(percent / 100.0 * millis.size()) - 1));
    }

    /// As they are recorded.
    Map<String, Long> summary() {
        return Map.of(
                "count",
                (long) millis.size(),
                "p50_ms",
                percentile(50),
                "p95_ms",
                percentile(95),
                "p99_ms",
                percentile(99),
                "max_ms",
                percentile(100));
    }
}
