package dev.penstock.model.organization;

/// What becomes of an organization's event that names a stream which nobody has defined.
public enum UnknownStreams {
    /// It is taken under the name it came with. How it is until an organization is told otherwise: streams need not
    /// be defined before the first event.
    ANY,

    /// It goes to the stream `default`.
    DEFAULT,

    /// It is refused, so that a typing error in a client is seen by the client.
    REFUSE
}
