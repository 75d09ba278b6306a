package dev.penstock.ctl.tail;

import dev.penstock.model.event.Event;

/// An event that came, and is not settled yet.
///
/// @param place topic partition and offset, `1/4711`
/// @param seenAt a reading of [System#nanoTime]
public record Seen(Event event, String place, long seenAt) {}
