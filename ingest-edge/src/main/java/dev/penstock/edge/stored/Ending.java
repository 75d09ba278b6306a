package dev.penstock.edge.stored;

import java.util.Locale;

/// Why the waiting for events to be stored ended.
public enum Ending {
    /// All there is to be known is known.
    SETTLED,

    /// The time was over.
    TIMEOUT,

    /// The time was over, and no writer has reported for so long that it is likely to be down.
    WRITER_SILENT,

    /// What became of the events cannot be told apart any more: the topic was made anew meanwhile, or Kafka did not
    /// say where an event is.
    UNVERIFIABLE,

    /// There was no waiting: too many wait already.
    OVERFLOW,

    /// The edge stops.
    STOPPING;

    /// As in answers.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
