package dev.penstock.control.write;

import dev.penstock.control.state.ControlState;
import dev.penstock.model.control.ControlFact;

/// Decides what to write, given all that is known. It is asked while nobody else can write, so what it saw is still
/// so when its fact is committed. It does no I/O.
@FunctionalInterface
public interface Change {

    Decision decide(ControlState current);

    /// Write, or leave everything as it is.
    sealed interface Decision {

        record Write(ControlFact fact) implements Decision {}

        /// Write nothing.
        ///
        /// @param reason a sentence for the person who asked
        record Refuse(String reason) implements Decision {}
    }
}
