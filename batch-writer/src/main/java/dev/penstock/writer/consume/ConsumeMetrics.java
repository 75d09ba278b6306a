package dev.penstock.writer.consume;

import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.Trigger;
import dev.penstock.writer.intent.Start;
import dev.penstock.writer.intent.Start.Break;
import dev.penstock.writer.intent.Start.Discard;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Meters of what was taken from Kafka.
final class ConsumeMetrics {

    private final Counter consumed;
    private final Counter givenBack;
    private final Counter stored;
    private final Counter deadLettered;
    private final Counter parked;
    private final Counter blown;
    private final Map<Trigger, Counter> flushes = new EnumMap<>(Trigger.class);
    private final DistributionSummary batchRows;
    private final DistributionSummary batchBytes;
    private final Counter rewinds;
    private final Counter abandoned;
    private final Counter lost;
    private final Counter rebuilt;
    private final Map<Discard, Counter> discarded = new EnumMap<>(Discard.class);
    private final Map<Break, Counter> breaks = new EnumMap<>(Break.class);
    private final AtomicLong bufferedBytes = new AtomicLong();
    private final AtomicLong pausedPartitions = new AtomicLong();
    private final AtomicLong assignedPartitions = new AtomicLong();

    ConsumeMetrics(MeterRegistry registry) {
        consumed = Counter.builder("penstock.writer.consumed")
                .description("records that came from Kafka, whatever becomes of them")
                .baseUnit("records")
                .register(registry);
        givenBack = Counter.builder("penstock.writer.given.back")
                .description("records that were dropped unsettled, because their partition went away or is read again")
                .baseUnit("records")
                .register(registry);
        stored = rows(registry, "stored");
        deadLettered = rows(registry, "dead_lettered");
        parked = rows(registry, "parked");
        blown = Counter.builder("penstock.writer.fuses.blown")
                .description("times a stream would have filled the dead letters, so that it had to be halted")
                .register(registry);
        for (Trigger trigger : Trigger.values()) {
            flushes.put(
                    trigger,
                    Counter.builder("penstock.writer.flush")
                            .description("batches, by what ended their wait; mostly linger means they are small")
                            .tag("trigger", trigger.tag())
                            .register(registry));
        }
        batchRows = DistributionSummary.builder("penstock.writer.batch.rows")
                .description("records of a batch")
                .baseUnit("rows")
                .register(registry);
        batchBytes = DistributionSummary.builder("penstock.writer.batch.size")
                .description("bytes of a batch's records")
                .baseUnit("bytes")
                .register(registry);
        rewinds = Counter.builder("penstock.writer.rewinds")
                .description("unexpected errors after which partitions were read again from what is settled")
                .register(registry);
        abandoned = Counter.builder("penstock.writer.abandoned")
                .description("batches that were still running when their partition went away")
                .register(registry);
        lost = Counter.builder("penstock.writer.offsets.lost")
                .description("records that Kafka deleted before they were settled")
                .baseUnit("records")
                .register(registry);
        rebuilt = intents(registry, "rebuilt");
        for (Discard why : Discard.values()) {
            discarded.put(why, intents(registry, why.tag()));
        }
        for (Break why : Break.values()) {
            breaks.put(
                    why,
                    Counter.builder("penstock.writer.breaks")
                            .description("partitions that could not be read on from where they were committed, by why")
                            .tag("reason", why.tag())
                            .register(registry));
        }
        Gauge.builder("penstock.writer.buffered", bufferedBytes, AtomicLong::get)
                .description("bytes of records held")
                .baseUnit("bytes")
                .register(registry);
        gauge(
                registry,
                "penstock.writer.partitions.paused",
                "partitions not fetched from, because enough is held",
                pausedPartitions);
        gauge(registry, "penstock.writer.partitions.assigned", "partitions this writer has", assignedPartitions);
    }

    void consumed(int records) {
        consumed.increment(records);
    }

    void givenBack(long records) {
        givenBack.increment((double) records);
    }

    void flushed(Batch batch) {
        Counter counter = flushes.get(batch.trigger());
        if (counter != null) {
            counter.increment();
        }
        batchRows.record(batch.records().size());
        batchBytes.record((double) batch.bytes());
    }

    /// Counted when their offset is committed: then it is final.
    void committed(long storedRows, long deadLetteredRows, long parkedRows) {
        stored.increment((double) storedRows);
        deadLettered.increment((double) deadLetteredRows);
        parked.increment((double) parkedRows);
    }

    /// Counts a stream whose fuse has blown in a batch.
    void blown() {
        blown.increment();
    }

    /// Counts what was found when a partition began.
    void started(Start start) {
        if (start.rebuild().isPresent()) {
            rebuilt.increment();
        }
        start.discarded().ifPresent(this::discarded);
        start.broken().map(breaks::get).ifPresent(Counter::increment);
        lost(start.lost());
    }

    void discarded(Discard why) {
        Counter counter = discarded.get(why);
        if (counter != null) {
            counter.increment();
        }
    }

    void lost(long offsets) {
        lost.increment((double) offsets);
    }

    void rewound() {
        rewinds.increment();
    }

    void abandoned() {
        abandoned.increment();
    }

    void holding(long bytes, long paused, long assigned) {
        bufferedBytes.set(bytes);
        pausedPartitions.set(paused);
        assignedPartitions.set(assigned);
    }

    private static Counter rows(MeterRegistry registry, String outcome) {
        return Counter.builder("penstock.writer.rows")
                .description("records whose offset was committed, by what became of them")
                .baseUnit("rows")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter intents(MeterRegistry registry, String outcome) {
        return Counter.builder("penstock.writer.intents")
                .description("intents found beside a committed offset: rebuilt, or why they were not")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static void gauge(MeterRegistry registry, String name, String description, AtomicLong value) {
        Gauge.builder(name, value, AtomicLong::get).description(description).register(registry);
    }
}
