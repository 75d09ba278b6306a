package dev.penstock.edge.protocol;

import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import org.jspecify.annotations.Nullable;

/// Where a request wants its events to go.
public sealed interface Destination {

    /// To this stream.
    ///
    /// @param stream null when the request leaves it to its events
    record Named(@Nullable StreamName stream) implements Destination {}

    /// Where its key leads, in a protocol that cannot name a stream: to the one stream the key may write, else to
    /// `default`.
    record OfKey() implements Destination {}

    record Refused(Refusal refusal, String detail) implements Destination {}
}
