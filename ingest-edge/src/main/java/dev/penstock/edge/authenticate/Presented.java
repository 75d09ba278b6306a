package dev.penstock.edge.authenticate;

import dev.penstock.model.event.SourceAddress;
import org.jspecify.annotations.Nullable;

/// What a request shows of who sent it.
///
/// @param key the key as it was sent; null when there was none
/// @param origin the header `Origin`, which browsers send and pages cannot forge; null when there was none
/// @param source the address it came from, as far as our own proxies can be believed
public record Presented(@Nullable String key, @Nullable String origin, SourceAddress source) {

    /// Without the key.
    @Override
    public String toString() {
        return "Presented[origin=" + origin + ", source=" + source + "]";
    }
}
