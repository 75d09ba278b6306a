package dev.penstock.model.control;

import java.time.Instant;

/// A fact, and who wrote it when. Its offset in the topic is its revision.
///
/// @param actor the person or program that wrote it, as it called itself
/// @param writtenAt by the clock of the writer, to the millisecond
public record ControlRecord(ControlFact fact, String actor, Instant writtenAt) {}
