package dev.penstock.edge.protocol;

import dev.penstock.model.refusal.Refusal;

/// What a request wants to be told of its events before it is answered.
public sealed interface Acknowledgement {

    /// That they are in Kafka.
    record Log() implements Acknowledgement {}

    /// That they can be queried.
    record Stored() implements Acknowledgement {}

    /// It asks for something there is not.
    record Refused(Refusal refusal, String detail) implements Acknowledgement {}
}
