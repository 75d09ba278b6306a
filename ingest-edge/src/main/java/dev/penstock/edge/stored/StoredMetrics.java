package dev.penstock.edge.stored;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Meters of waiting until events are stored.
final class StoredMetrics {

    private final MeterRegistry registry;
    private final Map<Outcome, Counter> requests = new EnumMap<>(Outcome.class);
    private final Map<RecordOutcome, Counter> records = new EnumMap<>(RecordOutcome.class);
    private final Timer wait;
    private final Counter forgotten;
    private final Counter interruptions;

    StoredMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            requests.put(
                    outcome,
                    Counter.builder("penstock.edge.stored.requests")
                            .description("requests that wanted to wait until their events are stored, by the end of it")
                            .tag("outcome", code(outcome))
                            .register(registry));
        }
        for (RecordOutcome outcome : RecordOutcome.values()) {
            records.put(
                    outcome,
                    Counter.builder("penstock.edge.progress.records")
                            .description("records of the writers' progress that were read, by what became of them")
                            .tag("outcome", code(outcome))
                            .register(registry));
        }
        wait = Timer.builder("penstock.edge.stored.wait")
                .description("time from Kafka's acknowledgement to knowing that all events of a request are settled")
                .publishPercentileHistogram()
                .register(registry);
        forgotten = Counter.builder("penstock.edge.progress.forgotten")
                .description("ranges of offsets forgotten because there were too many; who waits for them gets 202")
                .baseUnit("ranges")
                .register(registry);
        interruptions = Counter.builder("penstock.edge.progress.interruptions")
                .description("times the writers' progress could not be followed and was opened again")
                .register(registry);
    }

    void observe(Awaiting awaiting) {
        Gauge.builder("penstock.edge.stored.waiting", awaiting, Awaiting::requests)
                .description("requests that wait until their events are stored")
                .baseUnit("requests")
                .register(registry);
        Gauge.builder("penstock.edge.stored.waiting.for", awaiting, Awaiting::events)
                .description("events that are waited for")
                .baseUnit("events")
                .register(registry);
        Gauge.builder("penstock.edge.progress.age", awaiting, StoredMetrics::ageSeconds)
                .description("time since the partition heard least lately reported progress; 0 before the first did")
                .baseUnit("seconds")
                .register(registry);
    }

    /// Counts a request that did not get to wait.
    void ended(Fates fates) {
        counter(requests, outcome(fates)).increment();
    }

    /// Counts a request that waited.
    void ended(Fates fates, long nanos) {
        ended(fates);
        if (fates.ending() == Ending.SETTLED) {
            wait.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void gone() {
        counter(requests, Outcome.GONE).increment();
    }

    void record(RecordOutcome outcome) {
        counter(records, outcome).increment();
    }

    void forgotten(int ranges) {
        forgotten.increment(ranges);
    }

    void interrupted() {
        interruptions.increment();
    }

    private static double ageSeconds(Awaiting awaiting) {
        return awaiting.silence(System.nanoTime()).orElse(Duration.ZERO).toMillis() / 1_000.0;
    }

    private static Outcome outcome(Fates fates) {
        return switch (fates.ending()) {
            case SETTLED -> {
                if (!fates.deadLettered().isEmpty()) {
                    yield Outcome.DEAD_LETTERED;
                }
                yield fates.parked().isEmpty() ? Outcome.STORED : Outcome.PARKED;
            }
            case TIMEOUT -> Outcome.TIMEOUT;
            case WRITER_SILENT -> Outcome.WRITER_SILENT;
            case UNVERIFIABLE -> Outcome.UNVERIFIABLE;
            case OVERFLOW -> Outcome.OVERFLOW;
            case STOPPING -> Outcome.STOPPING;
        };
    }

    private static String code(Enum<?> outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static <K> Counter counter(Map<K, Counter> counters, K key) {
        Counter counter = counters.get(key);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        return counter;
    }

    /// What a request's waiting came to.
    private enum Outcome {
        STORED,
        DEAD_LETTERED,
        PARKED,
        TIMEOUT,
        WRITER_SILENT,
        UNVERIFIABLE,
        OVERFLOW,
        STOPPING,
        GONE
    }

    /// What became of a progress record.
    enum RecordOutcome {
        APPLIED,
        // Of a topic that events are not published to.
        FOREIGN,
        MALFORMED
    }
}
