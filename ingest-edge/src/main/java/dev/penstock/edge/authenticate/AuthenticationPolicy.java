package dev.penstock.edge.authenticate;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the edge knows keys.
///
/// @param snapshot file in which the last known keys and organizations are kept, so that a start needs not read the
///     whole control topic; none when not set. The one file the edge writes
/// @param staleAfter how long the control topic may be silent before no key is trusted any more: one of them may
///     have been revoked. From then on the answer is 503 `control_stale`
@ConfigurationProperties("penstock.edge.control")
public record AuthenticationPolicy(
        @Nullable Path snapshot, @DefaultValue("60s") Duration staleAfter) {

    private static final Duration SHORTEST = Duration.ofSeconds(5);

    public AuthenticationPolicy {
        // The replica learns that it is current about once a second.
        if (staleAfter.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.control.stale-after must be at least " + SHORTEST + ": " + staleAfter);
        }
    }
}
