package dev.penstock.local.demo;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a request that was not settled is sent again.
///
/// @param budget from the first attempt; no attempt starts later
/// @param first the pause after the first attempt, doubled each time
/// @param longest no pause of our own is longer
record RetryPolicy(Duration budget, Duration first, Duration longest) {

    /// The pause before the next attempt, or nothing when the budget does not allow one.
    ///
    /// The server's `Retry-After` is never undercut. The jitter, 0 to 1, takes up to half off a pause of our own,
    /// so that clients refused together do not come back together.
    Optional<Duration> pauseAfter(int attempts, Duration spent, @Nullable Duration retryAfter, double jitter) {
        long doubled = first.toMillis() << Math.min(attempts - 1, 20);
        long millis = (long) (Math.min(doubled, longest.toMillis()) * (1 - jitter / 2));
        Duration pause = Duration.ofMillis(millis);
        if (retryAfter != null && retryAfter.compareTo(pause) > 0) {
            pause = retryAfter;
        }
        return spent.plus(pause).compareTo(budget) > 0 ? Optional.empty() : Optional.of(pause);
    }
}
