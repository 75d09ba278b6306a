package dev.penstock.edge.signal;

import dev.penstock.model.progress.Progress;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// How far each partition of `events` is stored, as the writers have told. Bounded by [#MOST]. Thread-safe.
final class StoredOffsets {

    private static final int MOST = 10_000;

    private final Map<Integer, Long> through = new ConcurrentHashMap<>();

    /// Notes what a writer has told.
    ///
    /// @return false when the partition is one too many
    boolean told(Progress progress) {
        if (through.size() >= MOST && !through.containsKey(progress.partition())) {
            return false;
        }
        through.put(progress.partition(), progress.storedThrough());
        return true;
    }

    /// The first offset that is not stored; empty when nobody has told.
    OptionalLong next(int partition) {
        Long known = through.get(partition);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    boolean isEmpty() {
        return through.isEmpty();
    }
}
