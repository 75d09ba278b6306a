package dev.penstock.edge.stamp;

import dev.penstock.edge.decode.Envelope;
import dev.penstock.edge.decode.EnvelopeField;
import dev.penstock.edge.decode.ValueKind;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.EventIdGenerator;
import dev.penstock.model.event.Payload;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gives an event what identifies it: organization, id, time, stream. Done once; nothing later changes it.
///
/// - id: the sender's UUID; else, for another text, a UUIDv5 of it; else one that follows from the request's
///   [IdempotencyKey]; else a new UUIDv7 of the receive time.
/// - time: the sender's; else the one in its UUIDv7; else the one in an idempotency key that is a UUIDv7; else the
///   receive time. Never corrected, only refused when it
///   is further away than [StampLimits] say.
/// - organization: the key's, always.
///
/// Thread-safe.
public final class EventStamp {

    /// Longest text of an envelope field, in characters. With four bytes each, they fit beside the largest event.
    static final int LONGEST = 256;

    private final StampLimits limits;
    private final EventIdGenerator ids;

    public EventStamp(StampLimits limits, EventIdGenerator ids) {
        this.limits = limits;
        this.ids = ids;
    }

    /// Stamps one event.
    ///
    /// @param index its place among the events of the request, from 0
    public Stamping stamp(RequestFacts request, int index, Payload payload, Envelope envelope) {
        return new Reading(request, index, envelope).stamp(payload);
    }

    private final class Reading {

        private final RequestFacts request;
        private final int index;
        private final Envelope envelope;
        private final boolean strict;
        private Stamping.@Nullable Refused refused;

        Reading(RequestFacts request, int index, Envelope envelope) {
            this.request = request;
            this.index = index;
            this.envelope = envelope;
            this.strict = request.fields() == FieldReading.STRICT;
        }

        Stamping stamp(Payload payload) {
            refuseBothSpellings();
            StreamName stream = stream();
            String name = text(EnvelopeField.EVENT_NAME);
            String traceId = text(EnvelopeField.TRACE_ID);
            Optional<EventId> given = givenId();
            long timestamp = timestamp(given);
            Instant sentAt = sentAt();
            if (refused == null && !request.key().allows(stream)) {
                refuse(Refusal.KEY_NOT_ALLOWED, "the key may not write this stream");
            }
            if (refused == null && !limits.allows(timestamp, request.receivedAt())) {
                refuse(Refusal.TIMESTAMP_OUT_OF_RANGE, limits.inWords());
            }
            if (refused != null) {
                return refused;
            }
            return new Stamping.Stamped(new Event(
                    request.key().org(),
                    stream,
                    given.orElseGet(() -> newId(stream)),
                    name,
                    Instant.ofEpochMilli(timestamp),
                    traceId,
                    request.receivedAt(),
                    sentAt,
                    request.source(),
                    request.userAgent(),
                    request.sdk(),
                    request.protocol(),
                    request.key().id(),
                    request.requestId(),
                    request.traceContext(),
                    payload));
        }

        private void refuseBothSpellings() {
            if (!strict) {
                return;
            }
            for (EnvelopeField field : FIELDS) {
                if (envelope.isAmbiguous(field)) {
                    invalid(field, "is there in both its spellings");
                }
            }
        }

        private StreamName stream() {
            StreamName named = request.stream();
            if (!strict && named != null) {
                return named;
            }
            String text = text(EnvelopeField.STREAM);
            if (text.isEmpty()) {
                return named == null ? StreamName.DEFAULT : named;
            }
            if (!StreamName.isValid(text)) {
                refuse(
                        Refusal.INVALID_STREAM,
                        "stream must be 1 to " + StreamName.MAX_LENGTH
                                + " of A-Z a-z 0-9 _ and not begin with a digit");
                return StreamName.DEFAULT;
            }
            if (named != null && !named.value().equals(text)) {
                invalid(EnvelopeField.STREAM, "is another one than the path names");
                return named;
            }
            return new StreamName(text);
        }

        private Optional<EventId> givenId() {
            String text = identity(EnvelopeField.EVENT_ID);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            return EventId.parse(text).or(() -> {
                String scope = identity(EnvelopeField.ID_SCOPE);
                String name = scope.isEmpty() ? text : scope + '\0' + text;
                return Optional.of(EventId.derived(request.key().org(), request.protocol(), name));
            });
        }

        /// The text of a field that identifies. In a foreign protocol it may be of any length, since only its hash is
        /// kept; left out for being long, two events would become one, or one event two.
        private String identity(EnvelopeField field) {
            boolean any = !strict && envelope.kind(field) == ValueKind.STRING;
            return any ? envelope.text(field) : text(field);
        }

        private EventId newId(StreamName stream) {
            IdempotencyKey key = request.idempotency();
            return key == null
                    ? ids.next(request.receivedAt())
                    : EventId.ofRequest(request.key().org(), stream, key.value(), index);
        }

        private long timestamp(Optional<EventId> given) {
            long time = time(EnvelopeField.TIMESTAMP);
            if (time != EventTime.NONE) {
                return time;
            }
            return given.flatMap(EventId::embeddedTime)
                    .orElseGet(this::timeOfRequest)
                    .toEpochMilli();
        }

        private Instant timeOfRequest() {
            IdempotencyKey key = request.idempotency();
            Optional<Instant> time = key == null ? Optional.empty() : key.time();
            if (strict && key != null && time.isEmpty()) {
                refuse(
                        Refusal.IDEMPOTENCY_NEEDS_TIME,
                        "event " + index + " has no time, and the Idempotency-Key is no UUIDv7 that carries one: "
                                + "a retry would be another event");
            }
            return time.orElse(request.receivedAt());
        }

        private @Nullable Instant sentAt() {
            long time = time(EnvelopeField.SENT_AT);
            return time == EventTime.NONE ? null : Instant.ofEpochMilli(time);
        }

        /// The text of a field; empty when it is not there, or is no text and may be none.
        private String text(EnvelopeField field) {
            return switch (envelope.kind(field)) {
                case ABSENT -> "";
                case NUMBER, OTHER -> {
                    invalid(field, "must be a string");
                    yield "";
                }
                case STRING -> {
                    String text = envelope.text(field);
                    if (text.length() > LONGEST) {
                        invalid(field, "must have " + LONGEST + " characters at most");
                        yield "";
                    }
                    yield text;
                }
            };
        }

        private long time(EnvelopeField field) {
            ValueKind kind = envelope.kind(field);
            long time = switch (kind) {
                case ABSENT, OTHER -> EventTime.NONE;
                case NUMBER -> EventTime.ofNumber(envelope.text(field));
                case STRING -> EventTime.ofText(envelope.text(field));
            };
            if (time == EventTime.NONE && kind != ValueKind.ABSENT) {
                invalid(
                        field,
                        "must be a time of RFC 3339 with an offset, or a number of seconds (below 10^11) or milliseconds");
            }
            return time;
        }

        /// In a protocol of somebody else's, nothing is invalid: the field is data.
        private void invalid(EnvelopeField field, String rule) {
            if (strict) {
                refuse(Refusal.INVALID_FIELD, field.label() + " " + rule);
            }
        }

        private void refuse(Refusal refusal, String detail) {
            if (refused == null) {
                refused = new Stamping.Refused(refusal, detail);
            }
        }
    }

    // A copy is made each time an enum's values() is asked for.
    private static final EnvelopeField[] FIELDS = EnvelopeField.values();
}
