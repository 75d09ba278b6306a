package dev.penstock.edge.protocol;

import dev.penstock.model.event.Event;
import java.util.List;

/// What became of the events of one request.
///
/// @param taken the events handed to Kafka, in their order
/// @param unknown how many of them Kafka has not acknowledged
/// @param rejected the others
public record Verdict(String requestId, List<Event> taken, int unknown, List<Rejection> rejected) {

    /// How many are known to be in the log.
    public int accepted() {
        return taken.size() - unknown;
    }
}
