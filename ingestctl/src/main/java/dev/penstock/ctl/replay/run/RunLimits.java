package dev.penstock.ctl.replay.run;

/// How fast a replay may go.
///
/// @param parallel most spans at once
/// @param rowsPerSecond of all of them; 0 for no limit
/// @param share percent of the time in which each of them works; 100 for all of it
public record RunLimits(int parallel, long rowsPerSecond, int share) {

    /// Most spans at once: each has a consumer with its buffers, and two chunks of rows.
    public static final int MOST_PARALLEL = 16;

    public RunLimits {
        if (parallel < 1 || parallel > MOST_PARALLEL) {
            throw new IllegalArgumentException("1 to " + MOST_PARALLEL + " at once: " + parallel);
        }
        if (rowsPerSecond < 0) {
            throw new IllegalArgumentException("rows per second must not be negative: " + rowsPerSecond);
        }
        if (share < 1 || share > 100) {
            throw new IllegalArgumentException("a share is 1 to 100 percent: " + share);
        }
    }

    /// Whether it keeps out of the way of what is live.
    public boolean yields() {
        return share < 100;
    }
}
