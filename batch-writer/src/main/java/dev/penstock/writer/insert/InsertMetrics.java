package dev.penstock.writer.insert;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Meters of the inserts.
public final class InsertMetrics {

    private final Map<Outcome, Timer> inserts = new EnumMap<>(Outcome.class);

    public InsertMetrics(MeterRegistry registry, InsertGate gate) {
        for (Outcome outcome : Outcome.values()) {
            inserts.put(
                    outcome,
                    Timer.builder("penstock.writer.insert")
                            .description("time from sending an insert to its answer")
                            .tag("outcome", outcome.tag())
                            .register(registry));
        }
        for (InsertGate.State state : InsertGate.State.values()) {
            Gauge.builder("penstock.writer.breaker", gate, current -> current.state() == state ? 1 : 0)
                    .description("1 for the state the breaker before ClickHouse is in")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    public void tried(Outcome outcome, Duration elapsed) {
        inserts.computeIfAbsent(outcome, unknown -> {
                    throw new IllegalStateException("no timer for " + unknown);
                })
                .record(elapsed);
    }

    /// How an insert ended.
    public enum Outcome {
        STORED,
        RETRY,
        SCHEMA,
        POISON,
        TOO_LARGE,
        HALT;

        /// As in metrics and traces.
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
