package dev.penstock.writer.control;

import dev.penstock.control.state.ControlState;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.definition.Definitions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// What was in force at each revision, read once and remembered. Thread-safe; whoever asks first waits for the
/// definitions to be read, a few milliseconds each.
public final class Rulebook {

    // Revisions that are used at the same time: of the newest batches, and of those that are made again.
    private static final int MOST = 16;

    private final Supplier<ControlState> topic;
    private final Function<Map<StreamName, StreamFact>, Definitions> reader;

    // By the revision of the last definition or halt, the least recently used first.
    private final Map<Long, InForce> remembered = new LinkedHashMap<>(2 * MOST, 0.75f, true);

    Rulebook(Supplier<ControlState> topic, Function<Map<StreamName, StreamFact>, Definitions> reader) {
        this.topic = topic;
        this.reader = reader;
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
        InForce read = new InForce(new Normalizer(reader.apply(definitions)), definitions, state.haltedAt(revision));
        remembered.put(lastChange, read);
        if (remembered.size() > MOST) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return read;
    }
}
