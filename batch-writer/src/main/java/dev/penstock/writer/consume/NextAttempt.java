package dev.penstock.writer.consume;

import dev.penstock.writer.settle.Outcome.Waiting;

/// When a partition's batch is tried next: at once when it is new, later and later while it fails.
///
/// Not thread-safe: belongs to the partition's thread. Times are readings of [System#nanoTime].
final class NextAttempt {

    private final RetryPace pace;

    private long notBefore;
    private int failures;

    NextAttempt(RetryPace pace) {
        this.pace = pace;
    }

    boolean isDue(long now) {
        return now - notBefore >= 0;
    }

    /// At once: the batch is another one, or is read anew.
    void atOnce(long now) {
        notBefore = now;
    }

    /// Forgets what failed.
    void forgetFailures() {
        failures = 0;
    }

    void after(Waiting waiting, long now) {
        failures += waiting.obstacle().isAtTheGate() ? 0 : 1;
        notBefore = now + pace.after(waiting.obstacle(), failures).toNanos();
    }

    /// Now and then, while somebody must act.
    void afterHalt(long now) {
        notBefore = now + pace.halted().toNanos();
    }
}
