package dev.penstock.edge.stamp;

import dev.penstock.model.event.Event;
import dev.penstock.model.refusal.Refusal;

/// What became of one event at the stamp.
public sealed interface Stamping {

    record Stamped(Event event) implements Stamping {}

    /// The event cannot be taken as it is.
    ///
    /// @param detail for its sender; quotes nothing of what was sent
    record Refused(Refusal refusal, String detail) implements Stamping {}
}
