package dev.penstock.sink.triage;

import java.util.Locale;

/// What has become of a dead letter.
public enum LetterState {
    OPEN,

    /// Its event was sent to `events` again, and is not seen in a table yet; perhaps it became another letter.
    REDRIVEN,

    /// Somebody gave it up.
    DISCARDED,

    /// Its event is in a table after all, whatever was done.
    SUPERSEDED;

    /// As the column `state` has it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
