package dev.penstock.ctl.replay.shadow;

/// An event that differs, by its coordinates: what it says stays where it is.
///
/// @param kind `missing`, `extra`, or `changed`
/// @param columns that differ, separated by commas; for one that is in another table, `table`
public record DifferentEvent(
        String kind,
        String table,
        String organization,
        String stream,
        String timestamp,
        String eventId,
        long partition,
        long offset,
        String columns) {}
