package dev.penstock.edge.signal;

import dev.penstock.control.state.ControlState;
import dev.penstock.edge.admit.BulkStreams;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Reads from the definitions of streams which of them wait: those that say `"priority":"bulk"`.
///
/// Remembers what it has read of each defined stream; of others nothing. Thread-safe.
final class StreamPriorities implements BulkStreams {

    private final Supplier<ControlState> state;
    private final JsonMapper json = JsonMapper.shared();
    private final Map<StreamName, Read> read = new ConcurrentHashMap<>();

    StreamPriorities(Supplier<ControlState> state) {
        this.state = state;
    }

    @Override
    public boolean contains(StreamName stream) {
        Optional<StreamFact> fact = state.get().stream(stream);
        if (fact.isEmpty()) {
            return false;
        }
        Read known = read.get(stream);
        if (known == null || known.version() != fact.get().version()) {
            known = new Read(fact.get().version(), isBulk(fact.get().definition()));
            read.put(stream, known);
        }
        return known.bulk();
    }

    // A definition that cannot be read gives nobody a reason to refuse.
    private boolean isBulk(String definition) {
        try {
            return "bulk".equals(json.readTree(definition).path("priority").asString(""));
        } catch (JacksonException e) {
            return false;
        }
    }

    private record Read(int version, boolean bulk) {}
}
