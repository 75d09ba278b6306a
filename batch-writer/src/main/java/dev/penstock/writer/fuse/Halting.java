package dev.penstock.writer.fuse;

import dev.penstock.model.stream.StreamName;

/// Has streams halted: [HaltRequests], or a scripted one in a test.
public interface Halting {

    /// Asks for `stream` to be halted unless more is said of it than what it was judged by. Returns at once; whoever
    /// asks sees in the control topic what became of it. Asking again is harmless.
    ///
    /// @param revision of the control topic by which it was judged
    /// @param reason for people; quotes no event
    void request(StreamName stream, long revision, String reason);
}
