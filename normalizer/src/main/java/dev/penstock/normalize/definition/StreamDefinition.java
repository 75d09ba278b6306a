package dev.penstock.normalize.definition;

import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;

/// One version of a stream's definition.
///
/// @param version from 1
public record StreamDefinition(StreamName stream, int version, Shape shape) {}
