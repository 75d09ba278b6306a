package dev.penstock.control.replica;

import dev.penstock.control.state.Objection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// The meters of the replica. One replica a process, hence no tag that tells replicas apart.
///
/// `penstock.control.records` counts every record read once: its outcomes add up to the records of the topic.
public final class ControlMetrics {

    private static final String RECORDS = "penstock.control.records";
    private static final String SNAPSHOTS = "penstock.control.snapshots";

    private final MeterRegistry registry;
    private final Counter applied;
    private final Map<Objection, Counter> refused = new EnumMap<>(Objection.class);
    private final Map<SnapshotOutcome, Counter> snapshots = new EnumMap<>(SnapshotOutcome.class);
    private final Counter interruptions;

    public ControlMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.applied = records("applied");
        for (Objection objection : Objection.values()) {
            refused.put(objection, records(objection.code()));
        }
        for (SnapshotOutcome outcome : SnapshotOutcome.values()) {
            snapshots.put(
                    outcome,
                    Counter.builder(SNAPSHOTS)
                            .description("Snapshots of the control state, by what became of them")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        this.interruptions = Counter.builder("penstock.control.interruptions")
                .description("Times the control topic could not be followed and was opened again")
                .register(registry);
    }

    void observe(ControlReplica replica) {
        Gauge.builder("penstock.control.revision", replica, ControlReplica::revision)
                .description("Offset of the last control record seen, -1 before the first")
                .register(registry);
        Gauge.builder(
                        "penstock.control.behind",
                        replica,
                        observed -> observed.behind().toMillis() / 1000.0)
                .description("Time since the replica was last known to be at the end of the control topic")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("penstock.control.facts", replica, ControlReplica::facts)
                .description("Keys, organizations, stream versions and halts in memory")
                .register(registry);
    }

    void applied() {
        applied.increment();
    }

    void refused(Objection objection) {
        counter(refused, objection).increment();
    }

    void snapshot(SnapshotOutcome outcome) {
        counter(snapshots, outcome).increment();
    }

    void interrupted() {
        interruptions.increment();
    }

    private Counter records(String outcome) {
        return Counter.builder(RECORDS)
                .description("Records read from the control topic, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static <K> Counter counter(Map<K, Counter> counters, K key) {
        Counter counter = counters.get(key);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        return counter;
    }
}
