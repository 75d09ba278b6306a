package dev.penstock.normalize.definition;

import dev.penstock.model.stream.StreamName;

/// The definitions in force at one revision of the control topic. Answers the same for ever.
public interface Definitions {

    /// No stream is defined.
    Definitions NONE = stream -> new Answer.Undefined();

    /// What is in force for a stream.
    Answer of(StreamName stream);

    /// What is in force for a stream.
    sealed interface Answer {

        /// Nothing: its events go to the common table.
        record Undefined() implements Answer {}

        record Defined(StreamDefinition definition) implements Answer {}

        /// A version that this program cannot read: written by a newer one, or past every check. Its events must wait;
        /// they are neither stored under rules that are not theirs nor given up.
        ///
        /// @param version in force
        /// @param reason for people: every fault, a sentence each
        record Unusable(int version, String reason) implements Answer {}
    }
}
