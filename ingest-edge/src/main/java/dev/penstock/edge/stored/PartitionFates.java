package dev.penstock.edge.stored;

import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.progress.Progress;

/// What the writers have said of the offsets of one partition. Records may come late, twice, or not at all: each
/// one vouches for its own offsets, and what none vouches for is open.
///
/// Forgets the oldest beyond [#MOST_RANGES], never what it would need to tell that an offset was not stored while
/// still taking it for stored.
///
/// Not thread-safe.
final class PartitionFates {

    /// Ranges of dead letters and parked events: a megabyte a partition.
    static final int MOST_RANGES = 10_000;

    private final OffsetSet vouched = new OffsetSet();
    private final OffsetSet deadLettered = new OffsetSet();
    private final OffsetSet parked = new OffsetSet();
    private long through;
    private long forgottenThrough = -1;

    /// Takes in what a writer says.
    ///
    /// @return how many ranges had to be forgotten for it
    int add(Progress progress) {
        through = Math.max(through, progress.storedThrough());
        for (OffsetRange range : progress.deadLettered()) {
            addUnforgotten(deadLettered, range.first(), range.last());
        }
        for (OffsetRange range : progress.parked()) {
            addUnforgotten(parked, range.first(), range.last());
        }
        addUnforgotten(vouched, progress.verifiedFrom(), progress.storedThrough() - 1);
        return cut();
    }

    /// Every offset below it is settled, whether vouched for or not.
    long through() {
        return through;
    }

    Fate of(long offset) {
        // A bad word of one writer counts more than a good one of another.
        if (deadLettered.contains(offset)) {
            return Fate.DEAD_LETTERED;
        }
        if (parked.contains(offset)) {
            return Fate.PARKED;
        }
        return vouched.contains(offset) ? Fate.STORED : Fate.OPEN;
    }

    // A writer that repeats what was forgotten may name fewer letters than it did then.
    private void addUnforgotten(OffsetSet set, long first, long last) {
        long from = Math.max(first, forgottenThrough + 1);
        if (from <= last) {
            set.add(from, last);
        }
    }

    private int cut() {
        int before = deadLettered.size() + parked.size() + vouched.size();
        while (deadLettered.size() + parked.size() + vouched.size() > MOST_RANGES) {
            long lowest = Math.min(end(deadLettered), Math.min(end(parked), end(vouched)));
            forgottenThrough = Math.max(forgottenThrough, lowest);
            deadLettered.removeThrough(forgottenThrough);
            parked.removeThrough(forgottenThrough);
            vouched.removeThrough(forgottenThrough);
        }
        return before - (deadLettered.size() + parked.size() + vouched.size());
    }

    private static long end(OffsetSet set) {
        return set.size() == 0 ? Long.MAX_VALUE : set.lowestEnd();
    }
}
