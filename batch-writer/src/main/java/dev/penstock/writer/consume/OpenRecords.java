package dev.penstock.writer.consume;

import dev.penstock.model.progress.OffsetRange;
import dev.penstock.writer.settle.Outcome.Settled;
import java.util.List;

/// The records a partition took from Kafka whose offset is not committed yet, and what became of those that are
/// settled. Each is counted once: as a row when its offset is committed, or as given back, because it is read again,
/// by this writer or by the next owner.
///
/// Not thread-safe: belongs to the partition's thread.
final class OpenRecords {

    private final ConsumeMetrics metrics;

    private long taken;
    private long stored;
    private long deadLettered;
    private long parked;

    OpenRecords(ConsumeMetrics metrics) {
        this.metrics = metrics;
    }

    /// One came from Kafka.
    void take() {
        taken++;
    }

    void settle(Settled settled) {
        stored += settled.stored();
        deadLettered += count(settled.deadLettered());
        parked += count(settled.parked());
    }

    /// Counts what is settled as rows: its offset is committed.
    void committed() {
        metrics.committed(stored, deadLettered, parked);
        taken -= settled();
        stored = 0;
        deadLettered = 0;
        parked = 0;
    }

    /// Gives back what is not settled.
    void drop() {
        giveBackAllBut(settled());
    }

    /// Gives all of them back, also what is settled: nobody here commits its offset any more.
    void dropAll() {
        giveBackAllBut(0);
        stored = 0;
        deadLettered = 0;
        parked = 0;
    }

    private void giveBackAllBut(long kept) {
        metrics.givenBack(taken - kept);
        taken = kept;
    }

    private long settled() {
        return stored + deadLettered + parked;
    }

    private static long count(List<OffsetRange> ranges) {
        return ranges.stream()
                .mapToLong(range -> range.last() - range.first() + 1)
                .sum();
    }
}
