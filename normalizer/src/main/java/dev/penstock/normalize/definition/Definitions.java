package dev.penstock.normalize.definition;

import dev.penstock.model.stream.StreamName;
import java.util.Optional;

/// The definitions in force at one revision of the control topic. Answers the same for ever.
public interface Definitions {

    /// No stream is defined.
    Definitions NONE = stream -> Optional.empty();

    /// The definition of a stream, or empty for one that has none: its events go to the common table.
    Optional<StreamDefinition> of(StreamName stream);
}
