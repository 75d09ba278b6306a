package dev.penstock.edge.stored;

import dev.penstock.edge.publish.Placement;
import dev.penstock.edge.stored.Waiting.Share;
import dev.penstock.model.progress.Progress;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// One partition: what is known of its offsets, and who waits for them. Not thread-safe.
final class PartitionWaiters {

    private final PartitionFates fates = new PartitionFates();

    // In the order in which the partition passes them, so that a record looks at those it may settle and no others.
    private final TreeSet<Share> ahead = new TreeSet<>(Comparator.comparingLong(Share::last)
            .thenComparingLong(share -> share.waiting().number()));

    // Passed, but no writer vouches for all of their offsets yet; one may still do so late.
    private final Set<Share> passed = new LinkedHashSet<>();

    private boolean heard;
    private long heardAt;

    /// Takes in what a writer says.
    ///
    /// @param settled gets the shares of which everything is known now; they wait no more
    /// @return how many ranges were forgotten for it
    int progress(Progress progress, long now, List<Share> settled) {
        heard = true;
        heardAt = now;
        int forgotten = fates.add(progress);
        for (Iterator<Share> left = passed.iterator(); left.hasNext(); ) {
            Share share = left.next();
            if (isSettled(share)) {
                left.remove();
                settled.add(share);
            }
        }
        while (!ahead.isEmpty() && ahead.first().last() < fates.through()) {
            Share share = ahead.removeFirst();
            if (isSettled(share)) {
                settled.add(share);
            } else {
                passed.add(share);
            }
        }
        return forgotten;
    }

    /// Lets a share wait, unless all of it is known already.
    ///
    /// @return whether it waits
    boolean add(Share share) {
        if (share.last() >= fates.through()) {
            ahead.add(share);
        } else if (isSettled(share)) {
            return false;
        } else {
            passed.add(share);
        }
        return true;
    }

    void remove(Share share) {
        ahead.remove(share);
        passed.remove(share);
    }

    Fate of(long offset) {
        return fates.of(offset);
    }

    /// Whether a writer has ever been heard.
    boolean wasHeard() {
        return heard;
    }

    /// The reading of [System#nanoTime] when a writer was last heard.
    long heardAt() {
        return heardAt;
    }

    private boolean isSettled(Share share) {
        Placement placement = share.waiting().placement();
        for (int event = 0; event < placement.events(); event++) {
            if (placement.partition(event) == share.partition() && fates.of(placement.offset(event)) == Fate.OPEN) {
                return false;
            }
        }
        return true;
    }
}
