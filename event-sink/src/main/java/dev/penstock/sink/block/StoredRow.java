package dev.penstock.sink.block;

import dev.penstock.model.event.EventId;

/// What is looked for of a row: its place, and the event that stands there. The place alone is not enough, for a log
/// that was cut has other events at the same offsets afterwards.
public record StoredRow(long offset, EventId eventId) {

    static StoredRow of(PlacedRow row) {
        return new StoredRow(row.offset(), row.row().eventId());
    }
}
