package dev.penstock.edge.decode;

import java.util.List;

/// Where in a body its events are.
public sealed interface BodyLayout {

    /// The body is JSON values, each an event: one, an array of them, or one after another, on lines or not.
    ///
    /// @param emptyArray whether an array without an event is sound
    record Values(boolean emptyArray) implements BodyLayout {}

    /// The body is one object, and a member of it is the array of events. Its other members are read as strictly, and
    /// kept only where an event takes them over.
    ///
    /// @param events name of the member that is the array
    /// @param sentAt name of the member that says when all of it was sent
    /// @param shared names of members that belong to every event: one that lacks such a member gets it, its bytes
    ///     written in front of the event's own; one that has it keeps its own. Two at most
    record Member(String events, String sentAt, List<String> shared) implements BodyLayout {

        public Member {
            shared = List.copyOf(shared);
            if (shared.size() > EnvelopeNames.MOST_SHARED) {
                throw new IllegalArgumentException("an outer object can share " + EnvelopeNames.MOST_SHARED
                        + " members at most: " + shared.size());
            }
        }
    }

    /// The body is the value of the member `data` of one event, whose other members were said elsewhere.
    ///
    /// @param others the event without its data, as a JSON object
    /// @param json whether the body is JSON, which is taken over as it is; else it becomes `data_base64`
    record Data(String others, boolean json) implements BodyLayout {}
}
