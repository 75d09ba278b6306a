package dev.penstock.control.write;

import dev.penstock.control.state.ControlState;
import dev.penstock.model.control.ControlFact;
import java.util.List;

/// Decides what to write, given all that is known. It is asked while nobody else can write, so what it saw is still
/// so when its facts are committed. It does no I/O.
@FunctionalInterface
public interface Change {

    Decision decide(ControlState current);

    /// Write, or leave everything as it is.
    sealed interface Decision {

        /// Write these facts, all or none.
        ///
        /// @param facts at least one, in the order in which they shall stand in the topic
        record Write(List<ControlFact> facts) implements Decision {

            public Write {
                facts = List.copyOf(facts);
                if (facts.isEmpty()) {
                    throw new IllegalArgumentException("to write nothing is to refuse");
                }
            }

            public Write(ControlFact fact) {
                this(List.of(fact));
            }
        }

        /// Write nothing.
        ///
        /// @param reason a sentence for the person who asked
        record Refuse(String reason) implements Decision {}
    }
}
