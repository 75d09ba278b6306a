package dev.penstock.normalize;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.event.Event;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.normalize.definition.StreamDefinition;
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

    /// The row of `event`, or why there is none.
    public Verdict normalize(Event event) {
        if (isOutside(event.timestamp())) {
            return outside("timestamp", event.timestamp());
        }
        if (isOutside(event.receivedAt())) {
            return outside("received_at", event.receivedAt());
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
                        definitions
                                .of(event.stream())
                                .map(StreamDefinition::version)
                                .orElse(NO_DEFINITION),
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

    private static Verdict outside(String column, Instant time) {
        return new Verdict.Rejected(
                List.of(new Misfit(
                        DeadLetterCause.VALUE_OUT_OF_RANGE,
                        column,
                        "a time from " + EARLIEST + " to before " + END,
                        time.toString())),
                NO_DEFINITION);
    }
}
