package dev.penstock.edge.http;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `Content-Encoding` of a request.
enum ContentCoding {
    IDENTITY,
    GZIP;

    /// Reads the header; empty for one the edge does not decode, two at once included.
    static Optional<ContentCoding> of(@Nullable String header) {
        if (header == null) {
            return Optional.of(IDENTITY);
        }
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> Optional.of(IDENTITY);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            default -> Optional.empty();
        };
    }
}
