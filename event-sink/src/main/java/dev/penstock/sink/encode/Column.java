package dev.penstock.sink.encode;

/// A column as the table declares it.
///
/// @param type word for word: the bytes are the same for `String` and `LowCardinality(String)`, the declared name
///     must match
public record Column(String name, String type) {}
