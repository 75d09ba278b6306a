package dev.penstock.sink.letter;

import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dead letter, as people get to see it. Follows from the letter's record and the rules for personal data alone: the
/// same again is the same row.
///
/// @param letter its cause. What quotes the event is left out when the rules have changed the payload
/// @param fingerprint of its cause, taken before anything was left out
/// @param event null when the source record could not be read that far; its own payload is not shown
/// @param payload the event's own JSON under the rules for personal data; empty when there is no event
/// @param redacted whether the rules have changed the payload
/// @param value the source record as it was, when there is no event; else empty
/// @param partition of the topic `dead-letters`, where the source record's bytes are
/// @param offset in that partition
/// @param seenAt when the letter was written
/// @param reduced whether what the sender has written is left out, because ClickHouse refused it
public record LetterRow(
        DeadLetter letter,
        String fingerprint,
        @Nullable Event event,
        Payload payload,
        boolean redacted,
        Payload value,
        int partition,
        long offset,
        Instant seenAt,
        boolean reduced) {

    /// What the column `detail` of a reduced row begins with.
    public static final String REDUCED = "ClickHouse refused this letter, its text is in the topic alone: ";

    private static final Payload NOTHING = Payload.of(new byte[0]);

    /// The same letter without any text of the sender's: whose it is, its place and its cause are left.
    ///
    /// @param reason why it is reduced; ours, it quotes nothing
    public LetterRow reduced(String reason) {
        DeadLetter bare = new DeadLetter(
                letter.cause(),
                REDUCED + reason,
                "",
                "",
                "",
                letter.stream(),
                letter.definitionVersion(),
                letter.source(),
                letter.attempt(),
                letter.writerVersion(),
                List.of(),
                letter.firstSeen());
        return new LetterRow(bare, fingerprint, event, NOTHING, redacted, NOTHING, partition, offset, seenAt, true);
    }

    /// When a writer saw it first, by what the letter says of it.
    Instant firstSeen() {
        Instant first = letter.firstSeen();
        return first == null || first.isAfter(seenAt) ? seenAt : first;
    }
}
