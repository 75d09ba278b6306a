package dev.penstock.writer.control;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the writer knows streams.
///
/// @param snapshot file in which what is known is kept, so that a start needs not read the whole control topic; none
///     when not set
/// @param staleAfter how long the control topic may be silent before readiness says so. Nothing stops for it: batches
///     go on by the last definitions and halts that are known
@ConfigurationProperties("penstock.writer.control")
public record ControlProperties(
        @Nullable Path snapshot, @DefaultValue("60s") Duration staleAfter) {

    private static final Duration SHORTEST = Duration.ofSeconds(5);

    public ControlProperties {
        // The replica learns that it is current about once a second.
        if (staleAfter.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "penstock.writer.control.stale-after must be at least " + SHORTEST + ": " + staleAfter);
        }
    }
}
