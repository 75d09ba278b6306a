package dev.penstock.writer.insert;

import java.time.Duration;

/// How many inserts may run at once, by what they come to (additive increase, multiplicative decrease).
///
/// An insert is compared with the quickest of its size that was seen. While all that may run do, and take about as
/// long as they can, one more may; when they take much longer, or fail, fewer may. What is seen first when ClickHouse
/// has too many parts is that it delays inserts (measured: 2 -> 336 -> 1004 ms), long before it refuses them.
///
/// Not thread-safe: the gate guards it. Pure; times are readings of [System#nanoTime].
final class ConcurrencyLimit {

    /// How much longer an insert counts as at most: what was very slow is to be forgotten as soon as what was slow.
    static final int WORST = 10;

    private static final int AT_FIRST = 2;

    // By powers of two of rows: inserts of one size take the same time within that.
    private static final int SIZES = 20;

    // What a busy machine adds to an insert now and then; not worth fewer inserts.
    private static final long TOLERATED = Duration.ofMillis(100).toNanos();

    // Four inserts that take three times as long count, one does not, unless it takes far longer.
    private static final double WEIGHT = 0.25;

    private static final double DECREASE = 0.75;
    private static final double AFTER_FAILURE = 0.5;

    // Not again before what runs under the new limit has been seen.
    private static final long REST = Duration.ofSeconds(1).toNanos();

    // A ClickHouse that stays slower (wider tables, other disks) is not compared for ever with what it was.
    private static final double FORGOTTEN_PER_NANO = 0.1 / Duration.ofMinutes(1).toNanos();

    private final int least;
    private final int most;
    private final double slowdown;

    private final long[] quickest = new long[SIZES];
    private final long[] quickestAt = new long[SIZES];

    private double limit;
    private double slowness = 1;
    private long restUntil;
    private boolean resting;

    ConcurrencyLimit(int least, int most, double slowdown) {
        this.least = Math.min(least, most);
        this.most = most;
        this.slowdown = slowdown;
        this.limit = Math.clamp(AT_FIRST, this.least, most);
    }

    int now() {
        return (int) limit;
    }

    /// An insert was stored.
    ///
    /// @param rows of it
    /// @param nanos it took
    /// @param saturated whether as many ran as may
    void stored(int rows, long nanos, boolean saturated, long now) {
        slowness += WEIGHT * (slownessOf(rows, nanos, now) - slowness);
        if (slowness > slowdown) {
            shrink(DECREASE, Math.max(REST, nanos), now);
        } else if (saturated) {
            // One more after as many inserts as run at once.
            limit = Math.min(most, limit + 1 / limit);
        }
    }

    /// ClickHouse did not answer, or could not take the rows.
    void failed(long now) {
        shrink(AFTER_FAILURE, REST, now);
    }

    private double slownessOf(int rows, long nanos, long now) {
        int size = Math.min(SIZES - 1, Integer.SIZE - Integer.numberOfLeadingZeros(rows));
        long taken = Math.max(1, nanos);
        long known = quickest[size];
        if (known > 0) {
            known += (long) (known * Math.min(1, (now - quickestAt[size]) * FORGOTTEN_PER_NANO));
        }
        boolean quicker = known == 0 || taken < known;
        quickest[size] = quicker ? taken : known;
        quickestAt[size] = now;
        return taken - quickest[size] <= TOLERATED ? 1 : Math.min(WORST, (double) taken / quickest[size]);
    }

    private void shrink(double factor, long rest, long now) {
        if (resting && restUntil - now > 0) {
            return;
        }
        resting = true;
        restUntil = now + rest;
        limit = Math.max(least, limit * factor);
    }
}
