package dev.penstock.edge.admit;

import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.Organization;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How fast an organization may send when its own record does not say, and how limits are kept.
///
/// @param requests requests a second of an organization whose record sets none; 0 for no limit
/// @param events events a second of an organization whose record sets none; 0 for no limit
/// @param bytes bytes of bodies a second, decompressed, of an organization whose record sets none; 0 for no limit
/// @param burst how much of a limit may be used at once, as the time in which the rate gives it
/// @param mode `enforce`, or `dry-run`: what would be refused is counted and admitted
/// @param headers whether answers say what is left (`RateLimit`, `RateLimit-Policy`, `X-RateLimit-*`)
@ConfigurationProperties("penstock.edge.admit.rate")
public record RatePolicy(
        @DefaultValue("0") long requests,
        @DefaultValue("0") long events,
        @DefaultValue("0") long bytes,
        @DefaultValue("1s") Duration burst,
        @DefaultValue("enforce") RateMode mode,
        @DefaultValue("true") boolean headers) {

    // The header tells the window in whole seconds.
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    public RatePolicy {
        requireUpTo("requests", requests, Limits.MAX_COUNT);
        requireUpTo("events", events, Limits.MAX_COUNT);
        requireUpTo("bytes", bytes, Limits.MAX_BYTES);
        if (burst.compareTo(SHORTEST) < 0 || burst.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.admit.rate.burst must be between " + SHORTEST + " and " + LONGEST + ": " + burst);
        }
    }

    /// What an organization may send: its own limits, and by default those that it does not set.
    ///
    /// @param organization null when nothing is known of it
    Limits limits(@Nullable Organization organization) {
        Limits own = organization == null ? Limits.NONE : organization.limits();
        if (requests == 0 && events == 0 && bytes == 0) {
            return own;
        }
        return new Limits(
                own.requestsPerSecond() == null ? orNull(requests) : own.requestsPerSecond(),
                own.eventsPerSecond() == null ? orNull(events) : own.eventsPerSecond(),
                own.bytesPerSecond() == null ? orNull(bytes) : own.bytesPerSecond());
    }

    private static @Nullable Long orNull(long rate) {
        return rate == 0 ? null : (Long) rate;
    }

    private static void requireUpTo(String property, long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(
                    "penstock.edge.admit.rate." + property + " must be between 0 and " + most + ": " + value);
        }
    }
}
