package dev.penstock.writer.settle;

import dev.penstock.sink.insert.TrialResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Meters of what became queryable.
final class SettleMetrics {

    private final Timer delay;
    private final Map<Found, Counter> checks = new EnumMap<>(Found.class);
    private final Map<Tried, Counter> trials = new EnumMap<>(Tried.class);
    private final Counter disbelieved;
    private final Counter tolerated;

    SettleMetrics(MeterRegistry registry) {
        delay = Timer.builder("penstock.writer.delay")
                .description(
                        "from the edge taking an event to its row being queryable; the oldest event of each insert")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(50))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
        for (Found found : Found.values()) {
            checks.put(
                    found,
                    Counter.builder("penstock.writer.checks")
                            .description(
                                    "looks at the table for a block that may be there already, by how much of it was")
                            .tag("found", found.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        for (Tried tried : Tried.values()) {
            trials.put(
                    tried,
                    Counter.builder("penstock.writer.trials")
                            .description("blocks tried on a copy of their table to find bad rows, by what became of"
                                    + " them")
                            .tag("outcome", tried.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        disbelieved = Counter.builder("penstock.writer.tokens.disbelieved")
                .description(
                        "blocks sent again without deduplication: ClickHouse knew their token and had not their rows")
                .register(registry);
        tolerated = Counter.builder("penstock.writer.tolerated")
                .description("misfits of events that are stored all the same, because their stream only warns")
                .baseUnit("misfits")
                .register(registry);
    }

    void tolerated(int misfits) {
        tolerated.increment(misfits);
    }

    void checked(Found found) {
        Counter counter = checks.get(found);
        if (counter != null) {
            counter.increment();
        }
    }

    void tried(TrialResult result) {
        Counter counter = trials.get(
                switch (result) {
                    case TrialResult.Passed passed -> Tried.PASSED;
                    case TrialResult.Refused refused -> Tried.REFUSED;
                    case TrialResult.Undecided undecided -> Tried.UNDECIDED;
                });
        if (counter != null) {
            counter.increment();
        }
    }

    void disbelieved() {
        disbelieved.increment();
    }

    void queryable(Duration afterReceived) {
        delay.record(afterReceived);
    }

    /// How much of a block was in the table.
    enum Found {
        ALL,
        NOT_ALL,
        UNKNOWN
    }

    private enum Tried {
        PASSED,
        REFUSED,
        UNDECIDED
    }
}
