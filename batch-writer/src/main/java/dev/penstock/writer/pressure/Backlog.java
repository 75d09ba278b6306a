package dev.penstock.writer.pressure;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Works out what of each partition is unread, and how old that is.
///
/// Remembers when a partition had nothing unread: whatever is unread now came after that. Without it, the first
/// event after a quiet week would look as old as the one before it, and the edges would refuse others to make room.
///
/// Not thread-safe: who publishes owns it. Bounded by the partitions given to [#keepOnly].
final class Backlog {

    private final Map<Integer, Long> emptyAt = new HashMap<>();

    Unread of(PartitionView view, LogReader.Log kafka, Instant now) {
        double size = kafka.bytesPerRecord() > 0 ? kafka.bytesPerRecord() : view.bytesPerRecord();
        long next = view.next() >= 0 ? view.next() : kafka.committed().orElse(kafka.begin());
        if (kafka.end() <= next) {
            emptyAt.put(view.partition(), now.toEpochMilli());
            return new Unread(kafka.begin(), next, kafka.end(), 0, size);
        }
        long oldest = Math.max(view.oldestMillis(), emptyAt.getOrDefault(view.partition(), -1L));
        long age = oldest < 0 ? 0 : Math.max(0, now.toEpochMilli() - oldest);
        return new Unread(kafka.begin(), next, kafka.end(), age, size);
    }

    /// Forgets the other partitions: they are another writer's now.
    void keepOnly(Set<Integer> partitions) {
        emptyAt.keySet().retainAll(partitions);
    }
}
