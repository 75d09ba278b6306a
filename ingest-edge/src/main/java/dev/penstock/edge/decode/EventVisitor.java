package dev.penstock.edge.decode;

import dev.penstock.model.event.Payload;
import dev.penstock.model.refusal.Refusal;

/// Takes the events of a body one by one, in their order.
public interface EventVisitor {

    /// An event whose JSON is sound.
    ///
    /// @param payload a view of the body
    /// @param envelope valid only during this call
    void event(int index, Payload payload, Envelope envelope);

    /// An event that cannot be taken, while its neighbours can.
    ///
    /// @param detail for its sender; quotes nothing of what was sent
    void rejected(int index, Refusal refusal, String detail);

    /// Asks whether so many bytes may be held besides the body's own, for an event that has to be put together.
    default boolean mayHold(int bytes) {
        return true;
    }
}
