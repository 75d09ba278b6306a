package dev.penstock.normalize;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.Payload;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.definition.ColumnRule;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.normalize.definition.Definitions.Answer;
import dev.penstock.normalize.definition.StreamDefinition;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.MalformedJsonException;
import dev.penstock.normalize.personal.PersonalData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Measures events against the common columns and the definitions of their streams, and makes their rows. Thread-safe.
///
/// What a column cannot hold is found here: ClickHouse takes it, and stores something else. An event of a stream
/// without rules is not even read.
public final class Normalizer {

    /// Earliest time of a row.
    public static final Instant EARLIEST = Instant.EPOCH;

    /// First time a row cannot have. ClickHouse's `DateTime`, which a retention rule converts to, ends with that
    /// day; what lies beyond would count as long past.
    public static final Instant END = Instant.parse("2106-02-07T00:00:00Z");

    private static final int NO_DEFINITION = 0;
    private static final int MOST_MISFITS = 16;

    private final Definitions definitions;

    /// Measures against the definitions of one revision.
    public Normalizer(Definitions definitions) {
        this.definitions = definitions;
    }

    /// The row of `event`, or why there is none. Undecided when the stream's definition cannot be read, whatever the
    /// event is.
    public Verdict normalize(Event event) {
        return switch (definitions.of(event.stream())) {
            case Answer.Undefined ignored -> undefined(event);
            case Answer.Defined defined -> defined(event, defined.definition());
            case Answer.Unusable unusable -> new Verdict.Undecided(unusable.version(), unusable.reason());
        };
    }

    /// What may be stored of `event`, be it a row or a dead letter: its payload without personal data. Empty when that
    /// cannot be said, because the payload or the definition cannot be read.
    public Optional<Payload> withoutPersonalData(Event event) {
        return switch (definitions.of(event.stream())) {
            case Answer.Undefined ignored -> Optional.of(event.payload());
            case Answer.Unusable ignored -> Optional.empty();
            case Answer.Defined defined -> {
                PersonalData rules = defined.definition().rules().personalData();
                try {
                    yield Optional.of(
                            rules.isEmpty()
                                    ? event.payload()
                                    : rules.remove(event.payload(), JsonReader.read(event.payload())));
                } catch (MalformedJsonException e) {
                    yield Optional.empty();
                }
            }
        };
    }

    /// Where in an event each column of a stream's own has its value, by column; empty for a stream without, and for
    /// one
    /// whose definition cannot be read.
    public Map<String, JsonPointer> places(StreamName stream) {
        if (!(definitions.of(stream) instanceof Answer.Defined defined)) {
            return Map.of();
        }
        return defined.definition().rules().columns().stream()
                .collect(Collectors.toUnmodifiableMap(rule -> rule.column().name(), ColumnRule::from));
    }

    private static Verdict undefined(Event event) {
        List<Misfit> misfits = misfitTimes(event);
        return misfits.isEmpty()
                ? new Verdict.Fits(row(event, event.payload(), NO_DEFINITION, Shape.COMMON, List.of()), List.of())
                : new Verdict.Rejected(misfits, NO_DEFINITION);
    }

    private static Verdict defined(Event event, StreamDefinition definition) {
        List<Misfit> misfits = misfitTimes(event);
        Payload payload = event.payload();
        List<@Nullable Object> values = List.of();
        List<Misfit> tolerated = List.of();
        if (!definition.rules().isEmpty()) {
            EventReading reading = new EventReading(definition.rules(), payload);
            misfits.addAll(reading.misfits());
            payload = reading.stored();
            values = reading.values();
            tolerated = first(reading.tolerated());
        }
        return misfits.isEmpty()
                ? new Verdict.Fits(row(event, payload, definition.version(), definition.shape(), values), tolerated)
                : new Verdict.Rejected(first(misfits), definition.version());
    }

    private static List<Misfit> first(List<Misfit> misfits) {
        return misfits.subList(0, Math.min(misfits.size(), MOST_MISFITS));
    }

    private static Row row(
            Event event, Payload payload, int definitionVersion, Shape shape, List<@Nullable Object> values) {
        return new Row(
                event.org().value(),
                event.stream().value(),
                event.name(),
                event.timestamp().toEpochMilli(),
                event.traceId(),
                event.id(),
                payload,
                event.receivedAt().toEpochMilli(),
                clockSkew(event.receivedAt(), event.sentAt()),
                event.source(),
                event.userAgent(),
                event.requestId(),
                definitionVersion,
                shape,
                values);
    }

    private static List<Misfit> misfitTimes(Event event) {
        List<Misfit> misfits = new ArrayList<>(0);
        if (isOutside(event.timestamp())) {
            misfits.add(outside("timestamp", event.timestamp()));
        }
        if (isOutside(event.receivedAt())) {
            misfits.add(outside("received_at", event.receivedAt()));
        }
        return misfits;
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

    private static Misfit outside(String column, Instant time) {
        return new Misfit(
                DeadLetterCause.VALUE_OUT_OF_RANGE,
                column,
                "a time from " + EARLIEST + " to before " + END,
                time.toString());
    }
}
