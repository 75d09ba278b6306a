package dev.penstock.writer.pressure;

import dev.penstock.model.progress.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The last view of each partition, from the threads that own them to the one that publishes. Thread-safe.
///
/// Bounded by the partitions this writer has. Dead-lettered offsets pile up until they are taken, as [#MOST_RANGES]
/// ranges a partition: beyond, the last range grows, so that an offset may be called dead-lettered that is not, but
/// none that is goes unnamed.
public final class PartitionViews {

    private static final int MOST_RANGES = 10_000;

    private final Map<Integer, PartitionView> views = new HashMap<>();
    private long fullSince;
    private boolean full;

    /// Replaces the view of a partition, and adds its dead letters to those not taken yet.
    public synchronized void show(PartitionView view) {
        PartitionView before = views.get(view.partition());
        views.put(
                view.partition(),
                before == null ? view : with(view, joined(before.deadLettered(), view.deadLettered())));
    }

    /// Forgets a partition that is another writer's now.
    public synchronized void remove(int partition) {
        views.remove(partition);
    }

    /// Says whether the writer's buffers are full.
    ///
    /// @param now a reading of [System#nanoTime]
    public synchronized void buffers(boolean nowFull, long now) {
        if (nowFull && !full) {
            fullSince = now;
        }
        full = nowFull;
    }

    synchronized Duration buffersFull(long now) {
        return full ? Duration.ofNanos(now - fullSince) : Duration.ZERO;
    }

    /// All views; the dead letters in them are not seen again.
    synchronized List<PartitionView> take() {
        List<PartitionView> taken = List.copyOf(views.values());
        views.replaceAll((partition, view) -> with(view, List.of()));
        return taken;
    }

    /// Gives back dead letters that could not be published.
    synchronized void untake(int partition, List<OffsetRange> deadLettered) {
        views.computeIfPresent(partition, (key, view) -> with(view, joined(deadLettered, view.deadLettered())));
    }

    private static PartitionView with(PartitionView view, List<OffsetRange> deadLettered) {
        return new PartitionView(
                view.topic(), view.partition(), view.next(), view.oldestMillis(), view.bytesPerRecord(), deadLettered);
    }

    private static List<OffsetRange> joined(List<OffsetRange> earlier, List<OffsetRange> later) {
        if (later.isEmpty()) {
            return earlier;
        }
        List<OffsetRange> ranges = new ArrayList<>(earlier);
        for (OffsetRange range : later) {
            if (ranges.size() < MOST_RANGES) {
                ranges.add(range);
            } else {
                OffsetRange last = ranges.removeLast();
                ranges.add(new OffsetRange(Math.min(last.first(), range.first()), Math.max(last.last(), range.last())));
            }
        }
        return ranges;
    }
}
