package dev.penstock.writer.control;

import dev.penstock.model.stream.StreamName;
import java.time.Duration;
import java.util.OptionalLong;

/// Which revisions of the control topic this writer can read batches at. Answers from memory; thread-safe.
public interface Revisions {

    /// The revision a new batch is read at, -1 while the topic has no record; empty before its end was reached for
    /// the first time.
    OptionalLong current();

    /// What is to be expected of a revision that somebody has seen before.
    ///
    /// @param waited how long the one who asks has known of it
    Standing standing(long revision, Duration waited);

    /// Tells whether a definition or a halt of `stream` was written after `revision`.
    boolean isChanged(StreamName stream, long revision);

    /// What is to be expected of a revision.
    enum Standing {
        /// Batches can be read at it.
        KNOWN,
        /// It is not here yet.
        AWAITED,
        /// The topic ends before it, and has for longer than it can take to get here: it is another topic now, or was
        /// cut. It will never be here.
        MISSING
    }
}
