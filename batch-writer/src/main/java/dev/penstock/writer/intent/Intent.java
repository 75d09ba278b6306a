package dev.penstock.writer.intent;

import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.Optional;

/// What is about to be inserted, committed before it is: the records from the committed offset to `end`. Whoever
/// owns the partition next makes the same batch of them, so the same bytes, which ClickHouse knows by their token.
///
/// @param end the last offset of the batch, inclusive
/// @param at the batch's `ingested_at`, whole milliseconds: as much as the column holds
/// @param revision of the control topic at which the batch was read, -1 when the topic had no record
/// @param of the topic; an offset means nothing in another one
public record Intent(long end, Instant at, long revision, TopicId of) implements CommitNote {

    public Intent {
        if (end < 0 || revision < -1 || at.toEpochMilli() < 0) {
            throw new IllegalArgumentException(
                    "an intent cannot have end " + end + ", at " + at + ", revision " + revision);
        }
        if (!at.equals(Instant.ofEpochMilli(at.toEpochMilli()))) {
            throw new IllegalArgumentException("an intent's time has whole milliseconds: " + at);
        }
    }

    @Override
    public Optional<TopicId> topic() {
        return Optional.of(of);
    }

    /// As it is committed.
    public String text() {
        return "v1;end=" + end + ";at=" + at.toEpochMilli() + ";rev=" + revision + ";topic=" + of;
    }
}
