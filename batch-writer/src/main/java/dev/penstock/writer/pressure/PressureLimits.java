package dev.penstock.writer.pressure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// From which head-room on the edges are asked to take in less. Head-room is the part of the retention of `events`,
/// in time and in bytes, that unread data has not used.
///
/// @param elevated below it, organizations above their guaranteed rate wait
/// @param high below it, bulk streams wait too
/// @param critical below it, nothing more is taken
/// @param fullBuffers how long the writer's buffers may be full before that alone counts as elevated
/// @param validFor how long the edges believe a record
@ConfigurationProperties("penstock.writer.pressure")
public record PressureLimits(
        @DefaultValue("0.70") double elevated,
        @DefaultValue("0.40") double high,
        @DefaultValue("0.15") double critical,
        @DefaultValue("60s") Duration fullBuffers,
        @DefaultValue("10s") Duration validFor) {

    public PressureLimits {
        if (!(critical >= 0 && critical <= high && high <= elevated && elevated <= 1)) {
            throw new IllegalArgumentException(
                    "penstock.writer.pressure must have 0 <= critical <= high <= elevated <= 1: " + critical + ", "
                            + high + ", " + elevated);
        }
        if (validFor.compareTo(Duration.ofSeconds(2)) < 0) {
            throw new IllegalArgumentException(
                    "penstock.writer.pressure.valid-for must be at least 2s, they are sent once a second: " + validFor);
        }
        if (fullBuffers.isNegative()) {
            throw new IllegalArgumentException(
                    "penstock.writer.pressure.full-buffers must not be negative: " + fullBuffers);
        }
    }
}
