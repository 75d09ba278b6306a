package dev.penstock.sink.letter;

import dev.penstock.model.event.Event;
import java.util.Map;
import java.util.Objects;

/// A dead letter of a stream that has a table for them, so one whose event could be read.
///
/// @param texts what the payload has for columns of the stream's own, as text, by column; a column that is missing is
///     null
public record QuarantineRow(LetterRow row, Map<String, String> texts) {

    public QuarantineRow {
        Objects.requireNonNull(row.event(), "a letter without an event belongs to no stream");
        texts = Map.copyOf(texts);
    }

    Event event() {
        return Objects.requireNonNull(row.event());
    }
}
