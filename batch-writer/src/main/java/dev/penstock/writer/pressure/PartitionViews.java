package dev.penstock.writer.pressure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The last view of each partition, from the threads that own them to the one that publishes. Thread-safe.
///
/// Bounded by the partitions this writer has, and those it had until a moment ago.
public final class PartitionViews {

    private final Map<Integer, PartitionView> views = new HashMap<>();
    private final Map<Integer, PartitionView> departed = new HashMap<>();
    private long fullSince;
    private boolean full;

    /// Replaces the view of a partition.
    public synchronized void show(PartitionView view) {
        views.put(view.partition(), view);
    }

    /// Forgets a partition that is another writer's now, once its last view is published: the next owner cannot
    /// know what was dead-lettered before it.
    public synchronized void remove(int partition) {
        PartitionView last = views.remove(partition);
        if (last != null) {
            departed.put(partition, last);
        }
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

    /// The views of the partitions this writer has.
    public synchronized List<PartitionView> all() {
        return List.copyOf(views.values());
    }

    /// The last views of partitions that have gone, which are not seen again.
    synchronized List<PartitionView> takeDeparted() {
        List<PartitionView> last = List.copyOf(departed.values());
        departed.clear();
        return last;
    }
}
