package dev.penstock.normalize;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.event.Event;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.normalize.definition.Definitions.Answer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Measures events against the common columns. ClickHouse would take a time it cannot hold, and store another.
public final class Normalizer {

    /// Earliest time of a row.
    public static final Instant EARLIEST = Instant.EPOCH;

    /// First time a row cannot have. ClickHouse's `DateTime`, which a retention rule converts to, ends with that
    /// day; what lies beyond would count as long past.
    public static final Instant END = Instant.parse("2106-02-07T00:00:00Z");

    private static final int NO_DEFINITION = 0;

    private final Definitions definitions;

    /// Measures against the definitions of one revision.
    public Normalizer(Definitions definitions) {
        this.definitions = definitions;
    }

    /// The row of `event`, or why there is none. Undecided when the stream's definition cannot be read, whatever the
    /// event is.
    public Verdict normalize(Event event) {
        return switch (definitions.of(event.stream())) {
            case Answer.Undefined ignored -> measured(event, NO_DEFINITION);
            case Answer.Defined defined ->
                measured(event, defined.definition().version());
            case Answer.Unusable unusable -> new Verdict.Undecided(unusable.version(), unusable.reason());
        };
    }

    private static Verdict measured(Event event, int definitionVersion) {
        if (isOutside(event.timestamp())) {
            return outside("timestamp", event.timestamp(), definitionVersion);
        }
        if (isOutside(event.receivedAt())) {
            return outside("received_at", event.receivedAt(), definitionVersion);
        }
        return new Verdict.Fits(
                new Row(
                        event.org().value(),
                        event.stream().value(),
                        event.name(),
                        event.timestamp().toEpochMilli(),
                        event.traceId(),
                        event.id(),
                        event.payload(),
                        event.receivedAt().toEpochMilli(),
                        clockSkew(event.receivedAt(), event.sentAt()),
                        event.source(),
                        event.userAgent(),
                        event.requestId(),
                        definitionVersion,
                        Shape.COMMON,
                        List.of()),
                List.of());
    }

    // However wrong the sender's clock is, its event is none the worse: the column holds any skew, and the largest
    // number stands for one that is larger still.
    private static @Nullable Long clockSkew(Instant receivedAt, @Nullable Instant sentAt) {
        if (sentAt == null) {
            return null;
        }
        long received = receivedAt.toEpochMilli();
        long sent = sentAt.toEpochMilli();
        // Only a time of sending far below zero is too far away: that of receiving is not negative.
        return sent < received - Long.MAX_VALUE ? Long.MAX_VALUE : received - sent;
    }

    private static boolean isOutside(Instant time) {
        return time.isBefore(EARLIEST) || !time.isBefore(END);
    }

    private static Verdict outside(String column, Instant time, int definitionVersion) {
        return new Verdict.Rejected(
                List.of(new Misfit(
                        DeadLetterCause.VALUE_OUT_OF_RANGE,
                        column,
                        "a time from " + EARLIEST + " to before " + END,
                        time.toString())),
                definitionVersion);
    }
}
