package dev.penstock.control.state;

import dev.penstock.model.control.ControlRecord;

/// A record and where it stands in the topic.
///
/// @param revision its offset
public record Revised(long revision, ControlRecord record) {}
