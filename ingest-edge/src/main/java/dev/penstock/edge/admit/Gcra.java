package dev.penstock.edge.admit;

import java.util.concurrent.atomic.AtomicLong;

/// One rate limit, kept as the instant up to which it is used (GCRA, the "theoretical arrival time"): nothing to
/// refill, nothing lost to rounding, one long.
///
/// Time is a reading of [System#nanoTime], handed in; a wall clock that jumps changes nothing. What a request costs
/// is handed in as time too, so that the rate may change between two requests.
///
/// In any stretch of time it admits at most what the rate gives in it plus the burst. A request that costs more than
/// the burst could never be sent if that were all: it is admitted when nothing is used, and those after it wait for
/// what it has overdrawn. Who comes back alone after the wait it was told is admitted; a request larger than the burst
/// may be overtaken by small ones for as long as those use the limit up.
///
/// Thread-safe, and nobody waits: compare and set.
final class Gcra {

    private final AtomicLong usedUntil;

    /// Begins with nothing used.
    Gcra(long now) {
        this.usedUntil = new AtomicLong(now);
    }

    /// Takes `cost`, all or none.
    ///
    /// @param cost nanoseconds in which the rate gives as much, at least 1
    /// @param burst nanoseconds worth that may be used at once
    /// @return when it was taken, what is in use now, as a negative number; else the nanoseconds after which it is
    ///     worth another try, which is positive
    long take(long cost, long burst, long now) {
        while (true) {
            long before = usedUntil.get();
            long used = Math.max(0, before - now);
            long wait = used - Math.max(0, burst - cost);
            // An unused limit admits whatever it costs.
            if (used > 0 && wait > 0) {
                return wait;
            }
            if (usedUntil.compareAndSet(before, now + used + cost)) {
                return -(used + cost);
            }
        }
    }

    /// Gives back what was taken and not used. What time has freed of it meanwhile is not given twice.
    ///
    /// @param until the instant up to which the limit was used once `cost` had been taken
    void giveBack(long cost, long until, long now) {
        long left = Math.min(cost, until - now);
        if (left > 0) {
            usedUntil.addAndGet(-left);
        }
    }

    /// Nanoseconds worth that are in use; above the burst when it is overdrawn.
    long used(long now) {
        return Math.max(0, usedUntil.get() - now);
    }
}
