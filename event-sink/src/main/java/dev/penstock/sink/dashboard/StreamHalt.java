package dev.penstock.sink.dashboard;

import dev.penstock.model.stream.StreamName;

/// A stream was halted, or resumed.
///
/// @param number from 1; the highest of a stream is in force
/// @param reason for people
public record StreamHalt(StreamName stream, int number, boolean halted, String reason) {}
