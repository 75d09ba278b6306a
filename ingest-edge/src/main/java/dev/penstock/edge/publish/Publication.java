package dev.penstock.edge.publish;

/// What became of the events of one request.
public sealed interface Publication {

    /// Kafka acknowledged every one of them, on every in-sync replica.
    record Acknowledged() implements Publication {}

    /// Some may be in the log and some not; the producer may still be trying. Sending all again is safe where ids
    /// are stable.
    ///
    /// @param acknowledged how many are known to be in the log
    /// @param unknown how many are not
    record Unknown(int acknowledged, int unknown) implements Publication {}

    /// None was handed to Kafka, because it has not been answering.
    record Shed() implements Publication {}
}
