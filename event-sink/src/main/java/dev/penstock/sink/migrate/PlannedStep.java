package dev.penstock.sink.migrate;

/// A step of the schema as it would be run.
///
/// @param sql its statements, each ended by a semicolon, with comments
public record PlannedStep(int version, String description, String sql) {}
