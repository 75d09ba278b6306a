package dev.penstock.ctl.lag;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far the writers are behind in one partition.
///
/// @param begin the first offset the log still has
/// @param next the first offset that is not settled yet
/// @param end where the next record goes
/// @param oldestUnread when Kafka took the record at `next`, null when there is none
public record PartitionLag(
        int partition,
        long begin,
        long next,
        long end,
        @Nullable Instant oldestUnread) {

    /// Records that are not settled, and still there.
    public long unread() {
        return Math.max(0, end - Math.max(begin, next));
    }

    /// Records that retention took before they were settled.
    public long lost() {
        return Math.max(0, begin - next);
    }

    /// The age of the oldest record that is not settled; zero when there is none.
    public Duration behind(Instant now) {
        Duration age = oldestUnread == null ? Duration.ZERO : Duration.between(oldestUnread, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /// How long until Kafka may delete what is not settled; null when there is nothing, or it is kept for ever.
    ///
    /// @param retention null for ever
    public @Nullable Duration expiresIn(Instant now, @Nullable Duration retention) {
        if (oldestUnread == null || retention == null) {
            return null;
        }
        Duration left = retention.minus(behind(now));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
