package dev.penstock.ctl.dlq;

import dev.penstock.model.event.Event;
import dev.penstock.sink.triage.KnownLetter;

/// An event that is to be sent again. A class, not a record: one with an array would compare it by identity.
final class Ready {

    private final KnownLetter letter;
    private final Event event;
    private final byte[] value;

    /// Takes the array over: nobody may change it afterwards.
    ///
    /// @param value the event's envelope: the letter's own bytes, unless somebody edited them
    Ready(KnownLetter letter, Event event, byte[] value) {
        this.letter = letter;
        this.event = event;
        this.value = value;
    }

    KnownLetter letter() {
        return letter;
    }

    Event event() {
        return event;
    }

    /// The value itself, not a copy.
    byte[] value() {
        return value;
    }
}
