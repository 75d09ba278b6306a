package dev.penstock.ctl.receipt;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import java.time.Instant;
import java.util.Optional;

/// What is looked for: an event by its id, or the events of a request by its.
///
/// @param text as it was given
record Sought(String text) {

    /// Whether it is this one, or one of these.
    boolean is(Event event) {
        return event.requestId().equals(text) || event.id().toString().equals(text);
    }

    /// When it came, by the id itself; empty when it does not say. An id may be of a request: both are made alike.
    Optional<Instant> time() {
        return EventId.parse(text).flatMap(EventId::embeddedTime);
    }

    /// Whether an event can have this id.
    boolean canBeEvent() {
        return EventId.parse(text).isPresent();
    }
}
