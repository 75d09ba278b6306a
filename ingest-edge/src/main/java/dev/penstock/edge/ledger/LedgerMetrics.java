package dev.penstock.edge.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Meters of the ledger.
final class LedgerMetrics {

    private final Counter written;
    private final Counter failed;
    private final Counter dropped;
    private final Counter overflowed;

    LedgerMetrics(MeterRegistry registry) {
        written = lines(registry, "written");
        failed = lines(registry, "failed");
        dropped = lines(registry, "dropped");
        overflowed = Counter.builder("penstock.edge.ledger.overflow")
                .description("events and requests there was no line of their own for, counted with others")
                .baseUnit("events")
                .register(registry);
    }

    void line(boolean acknowledged) {
        (acknowledged ? written : failed).increment();
    }

    void dropped() {
        dropped.increment();
    }

    void overflowed(int count) {
        overflowed.increment(count);
    }

    private static Counter lines(MeterRegistry registry, String outcome) {
        return Counter.builder("penstock.edge.ledger.lines")
                .description("lines of the ledger, by what became of them")
                .baseUnit("lines")
                .tag("outcome", outcome)
                .register(registry);
    }
}
