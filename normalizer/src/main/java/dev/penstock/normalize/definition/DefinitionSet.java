package dev.penstock.normalize.definition;

import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The definitions in force among some facts: the highest version of each stream. Thread-safe.
///
/// A definition is read when its stream is first asked for, once; what could not be read is remembered as well.
public final class DefinitionSet implements Definitions {

    private final Map<StreamName, StreamFact> inForce;
    private final Map<StreamName, Answer> read;

    private DefinitionSet(Map<StreamName, StreamFact> inForce, Map<StreamName, Answer> read) {
        this.inForce = inForce;
        this.read = read;
    }

    /// Those in force among `facts`.
    public static DefinitionSet of(Collection<StreamFact> facts) {
        Map<StreamName, StreamFact> inForce = new HashMap<>();
        for (StreamFact fact : facts) {
            inForce.merge(fact.stream(), fact, (known, other) -> other.version() > known.version() ? other : known);
        }
        return new DefinitionSet(Map.copyOf(inForce), new ConcurrentHashMap<>());
    }

    /// Those in force among other facts, at another revision. What is the same as here is not read again.
    public DefinitionSet at(Collection<StreamFact> facts) {
        DefinitionSet next = of(facts);
        read.forEach((stream, answer) -> {
            StreamFact fact = next.inForce.get(stream);
            if (fact != null && fact.equals(inForce.get(stream))) {
                next.read.put(stream, answer);
            }
        });
        return next;
    }

    @Override
    public Answer of(StreamName stream) {
        StreamFact fact = inForce.get(stream);
        // Only what is defined is remembered: others name streams as they like.
        return fact == null ? new Answer.Undefined() : read.computeIfAbsent(stream, name -> answer(fact));
    }

    private static Answer answer(StreamFact fact) {
        try {
            return new Answer.Defined(StreamDefinition.parse(fact.stream(), fact.version(), fact.definition()));
        } catch (UnusableDefinitionException e) {
            return new Answer.Unusable(fact.version(), String.valueOf(e.getMessage()));
        }
    }
}
