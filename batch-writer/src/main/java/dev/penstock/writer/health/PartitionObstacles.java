package dev.penstock.writer.health;

import dev.penstock.writer.settle.Outcome.Obstacle;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What each partition is waiting for, told by the thread that owns it. Thread-safe.
public final class PartitionObstacles {

    // Grows with the partitions this writer has; those it loses are removed.
    private final Map<Integer, String> halted = new ConcurrentHashMap<>();
    private final Map<Integer, Obstacle> waiting = new ConcurrentHashMap<>();

    public void halted(int partition, String reason) {
        waiting.remove(partition);
        halted.put(partition, reason);
    }

    public void waiting(int partition, Obstacle obstacle) {
        halted.remove(partition);
        waiting.put(partition, obstacle);
    }

    /// It moves, or is not ours any more.
    public void clear(int partition) {
        halted.remove(partition);
        waiting.remove(partition);
    }

    Map<Integer, String> halted() {
        return new TreeMap<>(halted);
    }

    Map<Integer, Obstacle> waiting() {
        return new TreeMap<>(waiting);
    }

    /// How many partitions wait for `obstacle`.
    public long count(Obstacle obstacle) {
        return waiting.values().stream().filter(obstacle::equals).count();
    }

    /// How many partitions are halted.
    public int countHalted() {
        return halted.size();
    }
}
