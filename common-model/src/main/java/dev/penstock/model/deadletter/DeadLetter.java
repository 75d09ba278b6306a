package dev.penstock.model.deadletter;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a record that could not be stored. Travels beside the record's own bytes, which stay as they
/// were.
///
/// @param cause its code; a string, because a newer writer may know more causes than its reader
/// @param detail for the human who repairs it; may quote the event, so it belongs into no log
/// @param column the column that could not take it, empty when it is not one column's fault
/// @param expected what the column would have taken, empty when nobody can say
/// @param actual what it was given, empty when nobody can say; quotes the event
/// @param stream empty when the record could not be read that far
/// @param definitionVersion the version of the stream's definition it was measured against, 0 for none
/// @param attempt 1 the first time, one more at each redrive
/// @param writerVersion the program that gave it up
/// @param misfits all that is wrong with it, the first being what the fields above say; empty when that is all there
///     is to say
/// @param firstSeen when a writer read the record first, the same in a letter that is written again; null when the
///     letter does not say
public record DeadLetter(
        String cause,
        String detail,
        String column,
        String expected,
        String actual,
        String stream,
        int definitionVersion,
        SourceCoordinates source,
        int attempt,
        String writerVersion,
        List<DeadLetterMisfit> misfits,
        @Nullable Instant firstSeen) {

    public DeadLetter {
        misfits = List.copyOf(misfits);
        if (cause.isEmpty()) {
            throw new IllegalArgumentException("a dead letter must name its cause: " + source);
        }
        if (definitionVersion < 0 || attempt < 1) {
            throw new IllegalArgumentException("a dead letter cannot have definition version " + definitionVersion
                    + ", attempt " + attempt + ": " + source);
        }
    }

    /// A letter with one thing to say.
    public DeadLetter(
            String cause,
            String detail,
            String column,
            String expected,
            String actual,
            String stream,
            int definitionVersion,
            SourceCoordinates source,
            int attempt,
            String writerVersion) {
        this(
                cause,
                detail,
                column,
                expected,
                actual,
                stream,
                definitionVersion,
                source,
                attempt,
                writerVersion,
                List.of(),
                null);
    }
}
