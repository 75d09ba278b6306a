package dev.penstock.writer.settle;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// Meters of what became queryable.
final class SettleMetrics {

    private final Timer delay;

    SettleMetrics(MeterRegistry registry) {
        delay = Timer.builder("penstock.writer.delay")
                .description(
                        "from the edge taking an event to its row being queryable; the oldest event of each insert")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(50))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
    }

    void queryable(Duration afterReceived) {
        delay.record(afterReceived);
    }
}
