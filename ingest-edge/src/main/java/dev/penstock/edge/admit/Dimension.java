package dev.penstock.edge.admit;

import dev.penstock.model.limit.Limits;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is limited.
public enum Dimension {
    REQUESTS,
    EVENTS,
    /// Of request bodies, decompressed.
    BYTES;

    /// The name in headers and metrics.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The rate a second in `limits`; 0 when it sets none.
    long rate(Limits limits) {
        @Nullable
        Long rate = switch (this) {
            case REQUESTS -> limits.requestsPerSecond();
            case EVENTS -> limits.eventsPerSecond();
            case BYTES -> limits.bytesPerSecond();
        };
        return rate == null ? 0 : rate;
    }
}
