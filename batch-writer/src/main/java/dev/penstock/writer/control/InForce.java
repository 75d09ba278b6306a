package dev.penstock.writer.control;

import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Normalizer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is in force at a revision: how events become rows, and which streams make none because they are halted.
///
/// @param normalizer by the definitions in force
/// @param definitions of each stream the one in force
/// @param halted the streams that are halted, each with its halt
public record InForce(
        Normalizer normalizer, Map<StreamName, StreamFact> definitions, Map<StreamName, HaltFact> halted) {

    public InForce {
        definitions = Map.copyOf(definitions);
        halted = Map.copyOf(halted);
    }

    /// The halt of a stream, null when it runs.
    public @Nullable HaltFact haltOf(StreamName stream) {
        return halted.isEmpty() ? null : halted.get(stream);
    }

    /// The version of a stream's definition, 0 when it has none.
    public int versionOf(StreamName stream) {
        StreamFact definition = definitions.get(stream);
        return definition == null ? 0 : definition.version();
    }
}
