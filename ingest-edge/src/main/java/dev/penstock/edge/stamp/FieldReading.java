package dev.penstock.edge.stamp;

/// What a protocol makes of an envelope field that does not look like one.
public enum FieldReading {
    /// Our own protocol defines the fields: another form is a mistake, and the event is rejected.
    STRICT,

    /// The fields are the sender's own, and may only happen to be called like ours: another form is data.
    LENIENT
}
