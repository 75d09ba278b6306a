package dev.penstock.writer.insert;

import dev.penstock.writer.batch.BatchPace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// Meters of how ClickHouse is spared.
final class FlowMetrics {

    private final Counter looked;
    private final Counter failed;

    FlowMetrics(MeterRegistry registry, InsertGate gate, BatchPace pace) {
        Gauge.builder("penstock.writer.inserts.limit", gate, InsertGate::limit)
                .description("inserts that may run at once, by how long they take and whether they fail")
                .register(registry);
        Gauge.builder("penstock.writer.inserts.running", gate, InsertGate::running)
                .description("inserts that run")
                .register(registry);
        Gauge.builder("penstock.writer.table.parts", gate.parts(), PartsPressure::parts)
                .description("active parts in the partition, of all tables, that has most; as last counted")
                .baseUnit("parts")
                .register(registry);
        Gauge.builder("penstock.writer.batch.limit", pace, current -> current.rows(System.nanoTime()))
                .description("most rows of a batch at the moment: fewer after ClickHouse was short of memory")
                .baseUnit("rows")
                .register(registry);
        Gauge.builder(
                        "penstock.writer.batch.linger",
                        pace,
                        current -> current.linger(true).toMillis() / 1_000.0)
                .description("how long a record waits for company while batches are small")
                .baseUnit("seconds")
                .register(registry);
        looked = looks(registry, "counted");
        failed = looks(registry, "failed");
    }

    void looked(boolean counted) {
        (counted ? looked : failed).increment();
    }

    private static Counter looks(MeterRegistry registry, String outcome) {
        return Counter.builder("penstock.writer.table.parts.looks")
                .description("times the parts of the tables were to be counted")
                .tag("outcome", outcome)
                .register(registry);
    }
}
