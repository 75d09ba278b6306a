package dev.penstock.ctl.replay.run;

import java.time.Duration;

/// Spreads rows over time. Thread-safe.
final class Throttle {

    private final long nanosPerRow;
    private long freeAt;

    /// @param rowsPerSecond 0 for as fast as it goes
    /// @param now as [System#nanoTime]
    Throttle(long rowsPerSecond, long now) {
        this.nanosPerRow = rowsPerSecond == 0 ? 0 : Duration.ofSeconds(1).toNanos() / rowsPerSecond;
        this.freeAt = now;
    }

    /// Takes `rows` out of the stream of time, and says how long to wait before they may go.
    synchronized Duration take(long rows, long now) {
        long wait = Math.max(0, freeAt - now);
        freeAt = Math.max(freeAt, now) + rows * nanosPerRow;
        return Duration.ofNanos(wait);
    }
}
