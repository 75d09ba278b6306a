package dev.penstock.writer.insert;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: doubling, up to a limit, and scattered over the upper half, so that
/// partitions that failed together do not come back together.
public final class Backoff {

    // Doubling this often passes every limit that makes sense.
    private static final int MOST_DOUBLINGS = 20;

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;

    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /// The wait after `failures` failures in a row, at least one.
    public Duration after(int failures) {
        Duration full = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        long nanos = (full.compareTo(longest) < 0 ? full : longest).toNanos();
        return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
    }
}
