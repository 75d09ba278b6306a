package dev.penstock.writer.consume;

import dev.penstock.writer.insert.Backoff;
import dev.penstock.writer.settle.Outcome.Obstacle;
import java.time.Duration;

/// How long a partition waits before its next attempt.
///
/// @param halted while somebody must act
record RetryPace(Backoff backoff, Duration halted) {

    // The gate decides when it opens; asking is cheap.
    private static final Duration ASK_GATE = Duration.ofMillis(100);

    /// The wait after `failures` failures in a row, at least one.
    Duration after(Obstacle obstacle, int failures) {
        return switch (obstacle) {
            case BREAKER, PARTS -> ASK_GATE;
            case CLICKHOUSE, DEAD_LETTERS, PARKED, LEDGER, DEFECT -> backoff.after(failures);
            // Not tried: seen in the control topic when it is over.
            case CONTROL, HALT -> Duration.ZERO;
        };
    }
}
