package dev.penstock.writer.letters;

import dev.penstock.model.event.Payload;
import dev.penstock.model.stream.StreamName;

/// The rules of streams for personal data, as they change a payload that people get to see.
@FunctionalInterface
public interface PayloadRules {

    /// Changes nothing.
    PayloadRules NONE = (stream, payload) -> payload;

    /// What is left of `payload` under the rules of `stream`: the same object, or an equal one, when they change
    /// nothing. Whatever it throws, the payload is not shown then.
    Payload apply(StreamName stream, Payload payload);
}
