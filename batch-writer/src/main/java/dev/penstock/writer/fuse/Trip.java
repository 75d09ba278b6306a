package dev.penstock.writer.fuse;

import dev.penstock.model.stream.StreamName;

/// A stream whose fuse has blown.
///
/// @param reason for people; quotes no event
public record Trip(StreamName stream, String reason) {}
