package dev.penstock.model.limit;

import org.jspecify.annotations.Nullable;

/// How fast a key or an organization may send, or how fast an organization is promised that it can.
///
/// A rate that is null is not set here: the next limit above it holds (the organization's above the key's, the edge's
/// own above the organization's).
///
/// @param requestsPerSecond 1 to [#MAX_COUNT]; null when not set
/// @param eventsPerSecond 1 to [#MAX_COUNT]; null when not set
/// @param bytesPerSecond bytes of request bodies, decompressed; 1 to [#MAX_BYTES]; null when not set
public record Limits(
        @Nullable Long requestsPerSecond,
        @Nullable Long eventsPerSecond,
        @Nullable Long bytesPerSecond) {

    /// Nothing set.
    public static final Limits NONE = new Limits(null, null, null);

    /// Most requests or events a second: one in a nanosecond, which is as fine as rates are kept.
    public static final long MAX_COUNT = 1_000_000_000;

    /// Most bytes a second: a terabyte, above any network card.
    public static final long MAX_BYTES = 1_000_000_000_000L;

    public Limits {
        require("requests per second", requestsPerSecond, MAX_COUNT);
        require("events per second", eventsPerSecond, MAX_COUNT);
        require("bytes per second", bytesPerSecond, MAX_BYTES);
    }

    /// Whether no rate is set.
    public boolean isNone() {
        return equals(NONE);
    }

    private static void require(String what, @Nullable Long rate, long max) {
        if (rate != null && (rate < 1 || rate > max)) {
            throw new IllegalArgumentException(what + " must be 1 to " + max + ": " + rate);
        }
    }
}
