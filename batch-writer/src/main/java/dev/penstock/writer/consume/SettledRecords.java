package dev.penstock.writer.consume;

import dev.penstock.model.progress.OffsetRange;
import dev.penstock.writer.settle.Outcome.Settled;
import java.util.List;

/// Records that are settled and whose offset is not committed yet, by what became of them.
///
/// Not thread-safe: belongs to the partition's thread.
final class SettledRecords {

    private long stored;
    private long deadLettered;
    private long parked;

    void add(Settled settled) {
        stored += settled.stored();
        deadLettered += count(settled.deadLettered());
        parked += count(settled.parked());
    }

    /// Counts them, once.
    void countInto(ConsumeMetrics metrics) {
        metrics.committed(stored, deadLettered, parked);
        stored = 0;
        deadLettered = 0;
        parked = 0;
    }

    private static long count(List<OffsetRange> ranges) {
        return ranges.stream()
                .mapToLong(range -> range.last() - range.first() + 1)
                .sum();
    }
}
