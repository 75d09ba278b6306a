package dev.penstock.writer.consume;

import dev.penstock.writer.pressure.Verified;
import dev.penstock.writer.settle.Outcome.Settled;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/// How far a partition is settled, and how much of that Kafka has been told.
///
/// Not thread-safe: belongs to the partition's thread.
final class Position {

    private static final long NOTHING_YET = -1;

    private final OpenRecords records;

    // The first offset that is not settled: where reading starts again after an unexpected error.
    private long next = NOTHING_YET;
    private int leaderEpoch = -1;
    private long lastMillis = NOTHING_YET;
    private @Nullable OffsetAndMetadata acknowledged;
    private Verified verified = new Verified();

    Position(OpenRecords records) {
        this.records = records;
    }

    /// Begins at `offset`, whatever was before.
    ///
    /// @param epoch of the last record before it, negative when it is not known
    void beginAt(long offset, int epoch) {
        leaderEpoch = epoch;
        jumpTo(offset);
    }

    /// Goes on at `offset`, behind a hole in the log, which nobody may take for stored.
    void jumpTo(long offset) {
        next = offset;
        verified = new Verified();
        verified.startsAt(offset);
    }

    /// Forgets where it was.
    void forget() {
        next = NOTHING_YET;
        acknowledged = null;
    }

    /// @param millis time of the last record of the batch
    /// @param now a reading of [System#nanoTime]
    void settled(Settled settled, long millis, long now) {
        lastMillis = millis;
        next = settled.through() + 1;
        leaderEpoch = settled.leaderEpoch();
        records.settle(settled);
        verified.settled(settled.through(), settled.deadLettered(), settled.parked(), now);
    }

    /// The first offset that is not settled; negative before anything was read.
    long next() {
        return next;
    }

    /// Time of the last record of the last batch; negative before any was settled.
    long lastMillis() {
        return lastMillis;
    }

    Verified verified() {
        return verified;
    }

    /// As it is committed with `note`.
    OffsetAndMetadata with(String note) {
        // The epoch lets the broker notice a log that was cut off below this offset.
        return new OffsetAndMetadata(next, leaderEpoch < 0 ? Optional.empty() : Optional.of(leaderEpoch), note);
    }

    /// Tells whether exactly this is committed.
    boolean isCommitted(OffsetAndMetadata due) {
        return due.equals(acknowledged);
    }

    /// Takes for committed what was found.
    void found(@Nullable OffsetAndMetadata committed) {
        acknowledged = committed;
    }

    /// Kafka has acknowledged `offset`.
    void committed(OffsetAndMetadata offset) {
        acknowledged = offset;
        records.committed();
    }
}
