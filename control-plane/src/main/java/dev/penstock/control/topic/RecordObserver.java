package dev.penstock.control.topic;

import dev.penstock.control.state.Objection;

/// Is told of every record that is read.
public interface RecordObserver {

    /// The record became part of the state.
    void applied(long revision);

    /// The record did not; what was known before stays.
    ///
    /// @param detail for the log; holds no secret
    void refused(long revision, Objection objection, String detail);
}
