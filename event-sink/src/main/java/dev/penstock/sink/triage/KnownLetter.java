package dev.penstock.sink.triage;

import dev.penstock.model.deadletter.SourceCoordinates;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A dead letter as the view `dead_letters` has it, without its payload: the bytes are in the topic, at
/// [#letterPartition] and [#letterOffset].
///
/// @param org empty when the record could not be read that far, and so on for what the event says
/// @param reason why it was discarded; empty when it was not, or nobody said
/// @param actor who marked it, empty when nobody did
public record KnownLetter(
        SourceCoordinates source,
        int letterPartition,
        long letterOffset,
        String org,
        String stream,
        String eventName,
        @Nullable String eventId,
        @Nullable Instant timestamp,
        @Nullable Instant receivedAt,
        String cause,
        String column,
        String expected,
        String actual,
        String detail,
        String fingerprint,
        String state,
        int definitionVersion,
        int attempt,
        Instant firstSeen,
        Instant lastSeen,
        String reason,
        String actor) {

    public boolean isOpen() {
        return state.equals(LetterState.OPEN.toString());
    }
}
