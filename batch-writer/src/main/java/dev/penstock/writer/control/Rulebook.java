package dev.penstock.writer.control;

import dev.penstock.control.state.ControlState;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.definition.DefinitionSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What was in force at each revision, put together once and remembered. Thread-safe.
public final class Rulebook {

    // Revisions that are used at the same time: of the newest batches, and of those that are made again.
    private static final int MOST = 16;

    private final Supplier<ControlState> topic;

    // Of the revision that was read last: what is the same at another one is not read again.
    private DefinitionSet last = DefinitionSet.of(List.of());

    // By the revision of the last definition or halt, the least recently used first.
    private final Map<Long, InForce> remembered = new LinkedHashMap<>(2 * MOST, 0.75f, true);

    Rulebook(Supplier<ControlState> topic) {
        this.topic = topic;
    }

    /// What is in force at `revision`. The same for ever.
    ///
    /// @param revision one that [Revisions] knows
    /// @throws IllegalArgumentException when it is not known yet
    public synchronized InForce at(long revision) {
        ControlState state = topic.get();
        long lastChange = state.lastStreamChangeAt(revision);
        InForce known = remembered.get(lastChange);
        if (known != null) {
            return known;
        }
        Map<StreamName, StreamFact> definitions = state.streamsAt(revision);
        last = last.at(definitions.values());
        InForce read = new InForce(new Normalizer(last), definitions, state.haltedAt(revision));
        remembered.put(lastChange, read);
        if (remembered.size() > MOST) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return read;
    }
}
