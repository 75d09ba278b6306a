package dev.penstock.writer.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Meters of the ledger.
final class LedgerMetrics {

    private final Counter loaded;
    private final Counter skipped;
    private final Counter clickHouse;
    private final Counter kafka;
    private final Counter auditsFailed;
    private final AtomicLong unread = new AtomicLong();
    private final AtomicInteger halted = new AtomicInteger();
    private final AtomicLong missing = new AtomicLong();
    private final AtomicLong surplus = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();

    LedgerMetrics(MeterRegistry registry) {
        loaded = lines(registry, "loaded");
        skipped = lines(registry, "skipped");
        clickHouse = failures(registry, "clickhouse");
        kafka = failures(registry, "kafka");
        auditsFailed = Counter.builder("penstock.writer.ledger.audits.failed")
                .description("comparisons of what edges and writers counted that failed, and are made again")
                .register(registry);
        Gauge.builder("penstock.writer.ledger.unread", unread, AtomicLong::get)
                .description("lines in Kafka that are not loaded, of the partitions this writer has")
                .baseUnit("lines")
                .register(registry);
        Gauge.builder("penstock.writer.ledger.halted", halted, AtomicInteger::get)
                .description("1 while lines wait for somebody to act")
                .register(registry);
        imbalance(registry, "missing", missing);
        imbalance(registry, "surplus", surplus);
        Gauge.builder("penstock.writer.ledger.unknown", unknown, AtomicLong::get)
                .description(
                        "minutes of edges among the last compared that were never closed, so that not all is known")
                .register(registry);
    }

    void loaded(int lines) {
        loaded.increment(lines);
    }

    void skipped() {
        skipped.increment();
    }

    void clickHouseFailed() {
        clickHouse.increment();
    }

    void kafkaFailed() {
        kafka.increment();
    }

    void auditFailed() {
        auditsFailed.increment();
    }

    void unread(long lines) {
        unread.set(lines);
    }

    void halted(boolean now) {
        halted.set(now ? 1 : 0);
    }

    void audited(long missingEvents, long surplusEvents, long unknownMinutes) {
        missing.set(missingEvents);
        surplus.set(surplusEvents);
        unknown.set(unknownMinutes);
    }

    private static Counter lines(MeterRegistry registry, String outcome) {
        return Counter.builder("penstock.writer.ledger.lines")
                .description("lines of the ledger whose place in the topic was committed, by what became of them")
                .baseUnit("lines")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter failures(MeterRegistry registry, String cause) {
        return Counter.builder("penstock.writer.ledger.failures")
                .description("attempts to load lines that failed and are made again, by what failed")
                .tag("cause", cause)
                .register(registry);
    }

    private static void imbalance(MeterRegistry registry, String side, AtomicLong value) {
        Gauge.builder("penstock.writer.ledger.imbalance", value, AtomicLong::get)
                .description("events of the last compared minutes that edges counted and writers did not, or the other"
                        + " way round")
                .baseUnit("events")
                .tag("side", side)
                .register(registry);
    }
}
