package dev.penstock.ctl.replay.run;

import java.time.Duration;

/// How long one span of a replay stands still, so that what is live has the machines for the rest of the time. For one
/// thread.
///
/// Who works rests after each stretch of work for as long as makes it the share that it may have: on a machine that is
/// twice as busy a stretch takes twice as long, and so does the rest.
final class Pace {

    // An insert that waited for ClickHouse for minutes was no work.
    static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private final Throttle throttle;
    private final int share;
    private long since;

    /// @param throttle of all spans
    /// @param share percent of the time in which it may work, 1 to 100
    /// @param now as [System#nanoTime]
    Pace(Throttle throttle, int share, long now) {
        this.throttle = throttle;
        this.share = share;
        this.since = now;
    }

    /// How long to rest for what was done since the last rest.
    Duration rest(long now) {
        long worked = Math.max(0, now - since);
        long rest = Math.min(worked / share * (100 - share), LONGEST_REST.toNanos());
        since = now + rest;
        return Duration.ofNanos(rest);
    }

    /// How long to wait before `rows` may go, which is no work.
    Duration delay(long rows, long now) {
        Duration delay = throttle.take(rows, now);
        passed(delay);
        return delay;
    }

    /// Notes time in which nothing was done.
    void passed(Duration time) {
        since += time.toNanos();
    }
}
