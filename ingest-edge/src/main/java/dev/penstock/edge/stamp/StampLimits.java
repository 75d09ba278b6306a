package dev.penstock.edge.stamp;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How far an event's time may be from now. The table is partitioned by month: a sender with a broken clock must
/// not open hundreds of them.
///
/// @param past how long ago an event may have happened
/// @param future how far ahead of this edge's clock a sender's may be
@ConfigurationProperties("penstock.edge.stamp")
public record StampLimits(
        @DefaultValue("400d") Duration past,
        @DefaultValue("24h") Duration future) {

    // Beyond it the columns' type ends.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    public StampLimits {
        requireSensible("past", past);
        requireSensible("future", future);
    }

    boolean allows(long timestamp, Instant receivedAt) {
        long now = receivedAt.toEpochMilli();
        return timestamp >= now - past.toMillis() && timestamp <= now + future.toMillis();
    }

    /// The limits as a sentence for the sender.
    String inWords() {
        return "the time of an event must be at most " + words(past) + " in the past and " + words(future)
                + " in the future";
    }

    private static String words(Duration limit) {
        if (limit.toMillis() % 1000 != 0) {
            return limit.toMillis() + " ms";
        }
        if (limit.toSeconds() % 3600 != 0) {
            return limit.toSeconds() + " s";
        }
        long hours = limit.toHours();
        return hours % 24 == 0 && hours > 48 ? hours / 24 + " days" : hours + " hours";
    }

    private static void requireSensible(String property, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.stamp." + property + " must be between PT0S and " + LONGEST + ": " + value);
        }
    }
}
