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

    private static void requireSensible(String property, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.stamp." + property + " must be between PT0S and " + LONGEST + ": " + value);
        }
    }
}
