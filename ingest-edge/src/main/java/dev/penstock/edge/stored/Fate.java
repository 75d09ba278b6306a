package dev.penstock.edge.stored;

/// What became of an event after Kafka had it.
public enum Fate {
    /// Its row can be queried.
    STORED,
    /// It cannot be stored as it is, and is kept with the reason.
    DEAD_LETTERED,
    /// Its stream is halted, and it is kept until somebody resumes it.
    PARKED,
    /// Not yet known, or not to be known any more.
    OPEN
}
