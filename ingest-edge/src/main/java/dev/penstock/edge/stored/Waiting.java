package dev.penstock.edge.stored;

import dev.penstock.edge.publish.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One request that waits until its events are stored. Holds where they are, and nothing of what they say.
///
/// Everything in it is guarded by the [Awaiting] it belongs to.
public final class Waiting {

    private final Awaiting owner;
    private final Placement placement;
    private final long number;
    private final Consumer<Fates> listener;
    private final long begun;
    private final List<Share> shares = new ArrayList<>();
    private int openShares;

    Waiting(Awaiting owner, Placement placement, long number, Consumer<Fates> listener) {
        this.owner = owner;
        this.placement = placement;
        this.number = number;
        this.listener = listener;
        this.begun = System.nanoTime();
        for (int event = 0; event < placement.events(); event++) {
            share(placement.partition(event)).add(placement.offset(event));
        }
        this.openShares = shares.size();
    }

    /// Ends the waiting because the time is over: the listener is told what is known by now. No news to whoever was
    /// told before.
    public void expire() {
        owner.expire(this);
    }

    /// Ends the waiting because nobody wants to know any more. The listener is told nothing.
    public void cancel() {
        owner.cancel(this);
    }

    Placement placement() {
        return placement;
    }

    /// Its place among all that ever waited.
    long number() {
        return number;
    }

    Consumer<Fates> listener() {
        return listener;
    }

    /// The reading of [System#nanoTime] at its begin.
    long begun() {
        return begun;
    }

    List<Share> shares() {
        return shares;
    }

    /// Notes that every event of one more share is settled.
    ///
    /// @return whether it was the last one
    boolean shareSettled() {
        openShares--;
        return openShares == 0;
    }

    private Share share(int partition) {
        for (Share share : shares) {
            if (share.partition == partition) {
                return share;
            }
        }
        Share added = new Share(this, partition);
        shares.add(added);
        return added;
    }

    /// What of a request is on one partition.
    static final class Share {

        private final Waiting waiting;
        private final int partition;
        private long last;

        private Share(Waiting waiting, int partition) {
            this.waiting = waiting;
            this.partition = partition;
        }

        private void add(long offset) {
            last = Math.max(last, offset);
        }

        Waiting waiting() {
            return waiting;
        }

        int partition() {
            return partition;
        }

        /// The last offset waited for.
        long last() {
            return last;
        }
    }
}
