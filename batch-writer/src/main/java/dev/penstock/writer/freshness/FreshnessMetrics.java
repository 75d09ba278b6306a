package dev.penstock.writer.freshness;

import dev.penstock.sink.dashboard.RowCount;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Meters of what dashboards are told.
final class FreshnessMetrics {

    private final AtomicLong behindMillis = new AtomicLong();
    private final AtomicLong duplicateMillionths = new AtomicLong();
    private final Counter failures;
    private final Counter counts;
    private final Counter countFailures;

    FreshnessMetrics(MeterRegistry registry) {
        Gauge.builder("penstock.writer.freshness.behind", behindMillis, behind -> behind.get() / 1_000.0)
                .description(
                        "how long ago everything was complete, of the partition that is furthest behind, when it was"
                                + " last told; the margin included")
                .baseUnit("seconds")
                .register(registry);
        failures = Counter.builder("penstock.writer.freshness.failures")
                .description("times dashboards could not be told how far this writer is")
                .register(registry);
        Gauge.builder("penstock.writer.duplicates.ratio", duplicateMillionths, ratio -> ratio.get() / 1_000_000.0)
                .description("of the rows stored in the last closed period, the part that is in the tables again")
                .register(registry);
        counts = Counter.builder("penstock.writer.duplicates.counts")
                .description("times the rows stored lately were counted")
                .register(registry);
        countFailures = Counter.builder("penstock.writer.duplicates.failures")
                .description("times they could not be counted")
                .register(registry);
    }

    void told(Duration behind) {
        behindMillis.set(behind.toMillis());
    }

    void failed() {
        failures.increment();
    }

    void counted(RowCount count) {
        counts.increment();
        duplicateMillionths.set((long) (count.duplicates() * 1_000_000));
    }

    void countFailed() {
        countFailures.increment();
    }
}
