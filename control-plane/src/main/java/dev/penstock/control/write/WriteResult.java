package dev.penstock.control.write;

import dev.penstock.model.control.ControlFact;

/// What became of a change.
public sealed interface WriteResult {

    /// It is in the topic, for good.
    ///
    /// @param revision the offset of its last record
    /// @param fact its first fact
    record Written(long revision, ControlFact fact) implements WriteResult {}

    /// What is there speaks against it. Nothing was written.
    ///
    /// @param reason a sentence for the person who asked
    record Conflict(String reason) implements WriteResult {}

    /// Another writer came between, or this one was too slow. Nothing was written; try again on what is there now.
    record LostRace() implements WriteResult {}

    /// Kafka did not do its part.
    ///
    /// @param reason a sentence that says what to do
    /// @param unknown true when the change may nevertheless have been written: look before trying again
    record Unavailable(String reason, boolean unknown) implements WriteResult {}
}
