package dev.penstock.edge.decode;

/// What kind of JSON value a field has.
public enum ValueKind {
    /// Not there, or `null`, which says the same.
    ABSENT,
    STRING,
    NUMBER,
    OTHER
}
