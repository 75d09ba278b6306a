package dev.penstock.writer.consume;

import dev.penstock.writer.settle.Outcome;
import dev.penstock.writer.settle.Settlement;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The attempt of a partition that runs on another thread, at most one.
///
/// Not thread-safe: belongs to the partition's thread.
final class RunningAttempt {

    private final Function<Settlement, Future<Outcome>> attempts;
    private final ConsumeMetrics metrics;

    private @Nullable Future<Outcome> running;

    RunningAttempt(Function<Settlement, Future<Outcome>> attempts, ConsumeMetrics metrics) {
        this.attempts = attempts;
        this.metrics = metrics;
    }

    boolean isRunning() {
        return running != null;
    }

    void begin(Settlement settlement) {
        running = attempts.apply(settlement);
    }

    /// What it came to, once; empty while it runs, and when there is none.
    ///
    /// @throws ExecutionException with what it threw
    Optional<Outcome> result() throws ExecutionException {
        Future<Outcome> current = running;
        if (current == null || !current.isDone()) {
            return Optional.empty();
        }
        running = null;
        try {
            return Optional.of(current.get());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Waits for what it comes to; empty when there is none, or it was given up.
    ///
    /// @param deadline a reading of [System#nanoTime]; one that is not back by then is abandoned
    /// @throws ExecutionException with what it threw
    Optional<Outcome> await(long deadline) throws ExecutionException {
        Future<Outcome> current = running;
        if (current == null) {
            return Optional.empty();
        }
        try {
            Outcome outcome = current.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            running = null;
            return Optional.of(outcome);
        } catch (ExecutionException e) {
            running = null;
            throw e;
        } catch (TimeoutException e) {
            abandon();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon();
        }
        return Optional.empty();
    }

    /// Lets it go, whatever it comes to.
    void abandon() {
        Future<Outcome> current = running;
        if (current != null && !current.isDone()) {
            metrics.abandoned();
            // One that has not begun never will: it would hold its records while others wait for a thread. One that
            // runs goes on to its end.
            current.cancel(false);
        }
        running = null;
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while nothing had to be waited for", cause);
    }
}
