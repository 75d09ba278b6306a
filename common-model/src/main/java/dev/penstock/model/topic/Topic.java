package dev.penstock.model.topic;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The topics of Penstock: what each is for, and what it is created with.
///
/// `ingestctl topics apply` creates them; nothing relies on automatic creation, whose defaults keep no promise.
public enum Topic {
    /// Events, from the edges to the writers. Three partitions: at a low rate every partition more is an insert a
    /// second more, and one writer core takes far more than three partitions give it.
    EVENTS("events", 3, 7),

    /// What could not be stored, byte for byte, with its cause. Takes what `events` takes, and the cause.
    DEAD_LETTERS("dead-letters", 1, 30),

    /// The events of a halted stream, byte for byte.
    PARKED("parked", 1, 30),

    /// Keys, organizations, streams. One partition: an offset is a revision of everything.
    CONTROL("control", 1, Topic.COMPACTED),

    /// Who changed what.
    AUDIT_LOG("audit-log", 1, 400),

    /// What edges and writers counted.
    LEDGER("ledger", 1, 30),

    /// How far the writers are.
    PROGRESS("progress", 1, Topic.COMPACTED),

    /// How much of its buffer each partition has left.
    PRESSURE("pressure", 1, Topic.COMPACTED),

    /// What each edge has admitted.
    USAGE("usage", 1, Topic.COMPACTED);

    /// Largest record of `events` in bytes, envelope included. The largest event (900 KB) and the largest envelope
    /// fit; Kafka's own default, so that a client that was configured for nothing else can still read it.
    public static final int MAX_EVENT_RECORD = 1_048_576;

    /// What a dead letter may be larger than its event: its headers.
    public static final int MAX_CAUSE = 64 * 1024;

    // In place of a number of days: the last record of each key is kept, for ever.
    private static final int COMPACTED = 0;

    // Kafka compacts closed segments only, and by default closes one after a week: at a record a second for each edge
    // and partition, that is gigabytes to be read by whoever wants the last of each.
    private static final Duration SEGMENT = Duration.ofMinutes(10);

    private final String suffix;
    private final int partitions;
    private final int daysKept;

    Topic(String suffix, int partitions, int daysKept) {
        this.suffix = suffix;
        this.partitions = partitions;
        this.daysKept = daysKept;
    }

    /// Partitions it is created with; more may be added later, except to `control`.
    public int partitions() {
        return partitions;
    }

    /// The name under `prefix`, for example `penstock.events`.
    public String name(String prefix) {
        return prefix + suffix;
    }

    /// Kafka's settings of the topic, by Kafka's names. Those that depend on the number of brokers are the
    /// caller's.
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("cleanup.policy", daysKept == COMPACTED ? "compact" : "delete");
        retention().ifPresent(kept -> settings.put("retention.ms", Long.toString(kept.toMillis())));
        settings.put("max.message.bytes", Integer.toString(maxRecord()));
        settings.put("unclean.leader.election.enable", "false");
        settings.put("message.timestamp.type", "CreateTime");
        switch (this) {
            case PROGRESS, PRESSURE, USAGE -> {
                settings.put("segment.ms", Long.toString(SEGMENT.toMillis()));
                settings.put("min.cleanable.dirty.ratio", "0.1");
            }
            case EVENTS, DEAD_LETTERS, PARKED, CONTROL, AUDIT_LOG, LEDGER -> {}
        }
        return Map.copyOf(settings);
    }

    /// Largest record in bytes.
    public int maxRecord() {
        return switch (this) {
            case DEAD_LETTERS, PARKED -> MAX_EVENT_RECORD + MAX_CAUSE;
            case EVENTS, CONTROL, AUDIT_LOG, LEDGER, PROGRESS, PRESSURE, USAGE -> MAX_EVENT_RECORD;
        };
    }

    /// How long a record is kept; empty for a topic that keeps the last one of each key.
    public Optional<Duration> retention() {
        return daysKept == COMPACTED ? Optional.empty() : Optional.of(Duration.ofDays(daysKept));
    }
}
