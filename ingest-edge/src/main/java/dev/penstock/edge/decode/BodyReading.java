package dev.penstock.edge.decode;

import dev.penstock.model.refusal.Refusal;

/// What reading a body came to.
public sealed interface BodyReading {

    /// Every event has been given to the visitor, as sound or as rejected.
    ///
    /// @param events at least one
    record Complete(int events) implements BodyReading {}

    /// The body as a whole is refused; what the visitor has got of it is void.
    record Refused(Refusal refusal, String detail) implements BodyReading {}
}
