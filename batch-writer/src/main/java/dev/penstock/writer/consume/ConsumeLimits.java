package dev.penstock.writer.consume;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long a running insert is waited for when its partition goes away. Afterwards it is abandoned: the next owner
/// inserts the same events again, and each is seen once.
///
/// @param revokeDeadline when the group gives the partition to another writer
/// @param stopDeadline when this writer stops; up to 10s, so that it ends within 30 s
@ConfigurationProperties("penstock.writer.consume")
public record ConsumeLimits(
        @DefaultValue("5s") Duration revokeDeadline,
        @DefaultValue("10s") Duration stopDeadline) {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    public ConsumeLimits {
        if (revokeDeadline.isNegative()) {
            throw new IllegalArgumentException(
                    "penstock.writer.consume.revoke-deadline must not be negative: " + revokeDeadline);
        }
        if (stopDeadline.isNegative() || stopDeadline.compareTo(LONGEST_STOP) > 0) {
            throw new IllegalArgumentException("penstock.writer.consume.stop-deadline must be from 0s to "
                    + LONGEST_STOP.toSeconds() + "s: " + stopDeadline);
        }
    }
}
