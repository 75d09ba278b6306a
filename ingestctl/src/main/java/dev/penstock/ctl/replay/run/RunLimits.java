package dev.penstock.ctl.replay.run;

/// How fast a replay may go.
///
/// @param parallel most spans at once
/// @param rowsPerSecond of all of them; 0 for as fast as it goes
public record RunLimits(int parallel, long rowsPerSecond) {

    /// Most spans at once: each has a consumer with its buffers, and two chunks of rows.
    public static final int MOST_PARALLEL = 16;

    public RunLimits {
        if (parallel < 1 || parallel > MOST_PARALLEL) {
            throw new IllegalArgumentException("1 to " + MOST_PARALLEL + " at once: " + parallel);
        }
        if (rowsPerSecond < 0) {
            throw new IllegalArgumentException("rows per second must not be negative: " + rowsPerSecond);
        }
    }
}
