package dev.penstock.edge.signal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Meters of what is read from and written to the topics between writers and edges.
final class SignalMetrics {

    private final Map<Outcome, Counter> records = new EnumMap<>(Outcome.class);
    private final Counter interruptions;
    private final Counter sent;
    private final Counter failed;
    private final Counter reckoned;
    private final Counter reckoningFailures;

    SignalMetrics(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            records.put(
                    outcome,
                    Counter.builder("penstock.edge.signal.records")
                            .description("records read from pressure, progress and usage, by what became of them")
                            .baseUnit("records")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        interruptions = Counter.builder("penstock.edge.signal.interruptions")
                .description("times pressure, progress and usage could not be followed and were opened again")
                .register(registry);
        sent = usage(registry, "sent");
        failed = usage(registry, "failed");
        reckoned = Counter.builder("penstock.edge.pressure.reckoned")
                .description("times this edge worked out the head-room of a partition, because no writer told")
                .register(registry);
        reckoningFailures = Counter.builder("penstock.edge.pressure.reckoning.failures")
                .description("times it wanted to and could not")
                .register(registry);
    }

    void read(Outcome outcome) {
        Counter counter = records.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    void interrupted() {
        interruptions.increment();
    }

    void usage(boolean acknowledged) {
        (acknowledged ? sent : failed).increment();
    }

    void reckoned() {
        reckoned.increment();
    }

    void reckoningFailed() {
        reckoningFailures.increment();
    }

    private static Counter usage(MeterRegistry registry, String outcome) {
        return Counter.builder("penstock.edge.usage.reports")
                .description("what this edge told the others of its use, once a second")
                .baseUnit("records")
                .tag("outcome", outcome)
                .register(registry);
    }

    /// What became of a record.
    enum Outcome {
        APPLIED,

        /// Too old to be believed, about something else, or one more than is kept.
        IGNORED,

        MALFORMED
    }
}
