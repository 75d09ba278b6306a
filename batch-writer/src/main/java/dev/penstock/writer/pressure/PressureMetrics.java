package dev.penstock.writer.pressure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Meters of how far behind the writer is: over all its partitions, the worst of each.
final class PressureMetrics {

    private final AtomicLong unread = new AtomicLong();
    private final AtomicLong lagMillis = new AtomicLong();
    private final AtomicLong headRoomMillionths = new AtomicLong(1_000_000);
    private final Counter failures;

    PressureMetrics(MeterRegistry registry) {
        Gauge.builder("penstock.writer.unread", unread, AtomicLong::get)
                .description("records that are in Kafka and not settled")
                .baseUnit("records")
                .register(registry);
        Gauge.builder("penstock.writer.lag", lagMillis, lag -> lag.get() / 1_000.0)
                .description("age of the oldest record that is not settled")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("penstock.writer.head.room", headRoomMillionths, room -> room.get() / 1_000_000.0)
                .description("part of Kafka's retention that unread data has not used")
                .register(registry);
        failures = Counter.builder("penstock.writer.progress.failures")
                .description("seconds in which progress and pressure could not be measured or published")
                .register(registry);
    }

    void measured(long unreadRecords, Duration lag, double headRoom) {
        unread.set(unreadRecords);
        lagMillis.set(lag.toMillis());
        headRoomMillionths.set((long) (headRoom * 1_000_000));
    }

    void failed() {
        failures.increment();
    }
}
