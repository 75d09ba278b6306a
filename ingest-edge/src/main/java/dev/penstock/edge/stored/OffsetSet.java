package dev.penstock.edge.stored;

import java.util.Map;
import java.util.TreeMap;

/// Offsets, as ranges that neither overlap nor touch. Not thread-safe.
final class OffsetSet {

    // First to last, inclusive.
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    void add(long first, long last) {
        long from = first;
        long to = last;
        Map.Entry<Long, Long> before = ranges.floorEntry(first);
        if (before != null && before.getValue() >= first - 1) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Long, Long> next = ranges.higherEntry(from);
        while (next != null && next.getKey() <= to + 1) {
            to = Math.max(to, next.getValue());
            ranges.remove(next.getKey());
            next = ranges.higherEntry(from);
        }
        ranges.put(from, to);
    }

    boolean contains(long offset) {
        Map.Entry<Long, Long> at = ranges.floorEntry(offset);
        return at != null && at.getValue() >= offset;
    }

    /// How many ranges there are.
    int size() {
        return ranges.size();
    }

    /// The last offset of the lowest range; -1 without one.
    long lowestEnd() {
        return ranges.isEmpty() ? -1 : ranges.firstEntry().getValue();
    }

    /// Forgets every offset up to this one.
    void removeThrough(long offset) {
        Map.Entry<Long, Long> over = ranges.floorEntry(offset);
        ranges.headMap(offset, true).clear();
        if (over != null && over.getValue() > offset) {
            ranges.put(offset + 1, over.getValue());
        }
    }
}
