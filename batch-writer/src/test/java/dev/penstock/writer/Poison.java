package dev.penstock.writer;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.model.event.Event;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.wire.EventCodec;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A record that can never be stored, one for each place where that is noticed. What the encoder refuses is noticed
/// before it, by the normalizer, so there is none of that kind.
enum Poison {
    NOTHING(DeadLetterCause.MALFORMED_RECORD, "no value"),
    GARBAGE(DeadLetterCause.MALFORMED_RECORD, ""),
    CUT(DeadLetterCause.MALFORMED_RECORD, ""),
    WRONG_CHECKSUM(DeadLetterCause.MALFORMED_RECORD, ""),
    TOO_LATE(DeadLetterCause.VALUE_OUT_OF_RANGE, ""),
    TOO_EARLY(DeadLetterCause.VALUE_OUT_OF_RANGE, ""),
    /// ClickHouse says which row it is.
    AGAINST_A_CONSTRAINT(DeadLetterCause.REFUSED_BY_CLICKHOUSE, "clickhouse_469"),
    /// It does not say which row it is.
    NOT_COMPUTABLE(DeadLetterCause.REFUSED_BY_CLICKHOUSE, "clickhouse_6"),
    THROWN(DeadLetterCause.REFUSED_BY_CLICKHOUSE, "clickhouse_395"),
    NO_DOCUMENT(DeadLetterCause.REFUSED_BY_CLICKHOUSE, "clickhouse_117");

    private static final int FROM_THE_END = 3;

    private final DeadLetterCause cause;
    private final String detail;

    Poison(DeadLetterCause cause, String detail) {
        this.cause = cause;
        this.detail = detail;
    }

    /// What makes ClickHouse refuse the events of these kinds, and no others.
    static String[] refusals() {
        return new String[] {
            "ADD CONSTRAINT strict CHECK event_name != 'refused'",
            "ADD COLUMN amount UInt8 MATERIALIZED"
                    + " toUInt8(if(event_name = 'amount', JSONExtractString(payload, 'amount'), '0'))",
            "ADD COLUMN thrown UInt8 MATERIALIZED throwIf(event_name = 'thrown')",
            "ADD COLUMN document JSON MATERIALIZED CAST(if(event_name = 'document', payload, '{}'), 'JSON')"
        };
    }

    byte @Nullable [] record(int number) {
        return switch (this) {
            case NOTHING -> null;
            case GARBAGE -> new byte[] {1, 2, (byte) number, (byte) (number >> 8)};
            case CUT -> cut(EventCodec.encode(SampleEvents.event(number)));
            case WRONG_CHECKSUM -> changed(EventCodec.encode(SampleEvents.event(number)));
            case TOO_LATE -> encoded("push", Instant.parse("2300-01-01T00:00:00Z"), "{}");
            case TOO_EARLY -> encoded("push", Instant.parse("1969-12-31T23:59:59Z"), "{}");
            case AGAINST_A_CONSTRAINT -> encoded("refused", SampleEvents.MAY, "{\"says\": \"(at row 1)\"}");
            case NOT_COMPUTABLE -> encoded("amount", SampleEvents.MAY, "{\"amount\": \"much (at row 1)\"}");
            case THROWN -> encoded("thrown", SampleEvents.MAY, "{}");
            case NO_DOCUMENT -> encoded("document", SampleEvents.MAY, "{\"twice\": 1, \"twice\": 2}");
        };
    }

    String cause() {
        return cause.code();
    }

    /// What the letter's detail begins with, or contains.
    String detail() {
        return detail;
    }

    private static byte[] encoded(String name, Instant timestamp, String payload) {
        Event event = SampleEvents.event(StreamName.DEFAULT, name, timestamp, payload);
        return EventCodec.encode(event);
    }

    private static byte[] cut(byte[] event) {
        return Arrays.copyOf(event, event.length / 2);
    }

    private static byte[] changed(byte[] event) {
        event[event.length - FROM_THE_END] ^= 1;
        return event;
    }
}
