package dev.penstock.model.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.proto.EventEnvelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The key and the value of the topic `events`.
///
/// Written against Protobuf's stream classes, not the generated message: the payload is copied once on the way out
/// and not at all on the way in. `EventCodecTest` holds both forms against each other.
public final class EventCodec {

    private EventCodec() {}

    /// The key: events of one trace stay in order on one partition; without a trace they spread, so that one big
    /// organization uses all partitions.
    ///
    /// @return organization and trace id with a NUL between, which no organization id has; null without a trace id
    public static byte @Nullable [] key(Event event) {
        return event.traceId().isEmpty()
                ? null
                : (event.org().value() + '\0' + event.traceId()).getBytes(StandardCharsets.UTF_8);
    }

    /// Encodes into an array of exactly the size.
    public static byte[] encode(Event event) {
        byte[] record = new byte[sizeOf(event)];
        CodedOutputStream out = CodedOutputStream.newInstance(record);
        try {
            write(event, out);
        } catch (IOException e) {
            throw new UncheckedIOException("the size of an event was computed wrongly", e);
        }
        out.checkNoSpaceLeft();
        return record;
    }

    /// Decodes one record; for many, [EventDecoder]. The payload is a view of `record`, which must not change
    /// afterwards.
    ///
    /// @throws MalformedRecordException when it is no envelope, a field has a value it cannot have, or the
    ///     payload's checksum differs
    public static Event decode(byte[] record) throws MalformedRecordException {
        return EventDecoder.once().decode(record);
    }

    /// Bytes of the record an event becomes, envelope included.
    public static int sizeOf(Event event) {
        Instant sentAt = event.sentAt();
        Payload payload = event.payload();
        return sizeOfString(EventEnvelope.ORG_ID_FIELD_NUMBER, event.org().value())
                + sizeOfString(EventEnvelope.STREAM_FIELD_NUMBER, event.stream().value())
                + sizeOfBytes(EventEnvelope.EVENT_ID_FIELD_NUMBER, EventId.BYTES)
                + sizeOfString(EventEnvelope.EVENT_NAME_FIELD_NUMBER, event.name())
                + sizeOfMillis(EventEnvelope.TIMESTAMP_MS_FIELD_NUMBER, event.timestamp())
                + sizeOfString(EventEnvelope.TRACE_ID_FIELD_NUMBER, event.traceId())
                + sizeOfMillis(EventEnvelope.RECEIVED_AT_MS_FIELD_NUMBER, event.receivedAt())
                + (sentAt == null
                        ? 0
                        : CodedOutputStream.computeInt64Size(
                                EventEnvelope.SENT_AT_MS_FIELD_NUMBER, sentAt.toEpochMilli()))
                + sizeOfBytes(EventEnvelope.SOURCE_ADDRESS_FIELD_NUMBER, SourceAddress.BYTES)
                + sizeOfString(EventEnvelope.USER_AGENT_FIELD_NUMBER, event.userAgent())
                + sizeOfString(EventEnvelope.SDK_FIELD_NUMBER, event.sdk())
                + sizeOfString(
                        EventEnvelope.PROTOCOL_FIELD_NUMBER, event.protocol().code())
                + sizeOfString(EventEnvelope.KEY_ID_FIELD_NUMBER, event.keyId().value())
                + sizeOfString(EventEnvelope.REQUEST_ID_FIELD_NUMBER, event.requestId())
                + sizeOfString(EventEnvelope.TRACE_CONTEXT_FIELD_NUMBER, event.traceContext())
                + CodedOutputStream.computeFixed32Size(EventEnvelope.PAYLOAD_CRC32C_FIELD_NUMBER, 0)
                + sizeOfBytes(EventEnvelope.PAYLOAD_FIELD_NUMBER, payload.length());
    }

    private static void write(Event event, CodedOutputStream out) throws IOException {
        writeString(out, EventEnvelope.ORG_ID_FIELD_NUMBER, event.org().value());
        writeString(out, EventEnvelope.STREAM_FIELD_NUMBER, event.stream().value());
        writeTwoLongs(
                out,
                EventEnvelope.EVENT_ID_FIELD_NUMBER,
                event.id().mostSignificantBits(),
                event.id().leastSignificantBits());
        writeString(out, EventEnvelope.EVENT_NAME_FIELD_NUMBER, event.name());
        writeMillis(out, EventEnvelope.TIMESTAMP_MS_FIELD_NUMBER, event.timestamp());
        writeString(out, EventEnvelope.TRACE_ID_FIELD_NUMBER, event.traceId());
        writeMillis(out, EventEnvelope.RECEIVED_AT_MS_FIELD_NUMBER, event.receivedAt());
        Instant sentAt = event.sentAt();
        if (sentAt != null) {
            out.writeInt64(EventEnvelope.SENT_AT_MS_FIELD_NUMBER, sentAt.toEpochMilli());
        }
        writeTwoLongs(
                out,
                EventEnvelope.SOURCE_ADDRESS_FIELD_NUMBER,
                event.source().high(),
                event.source().low());
        writeString(out, EventEnvelope.USER_AGENT_FIELD_NUMBER, event.userAgent());
        writeString(out, EventEnvelope.SDK_FIELD_NUMBER, event.sdk());
        writeString(out, EventEnvelope.PROTOCOL_FIELD_NUMBER, event.protocol().code());
        writeString(out, EventEnvelope.KEY_ID_FIELD_NUMBER, event.keyId().value());
        writeString(out, EventEnvelope.REQUEST_ID_FIELD_NUMBER, event.requestId());
        writeString(out, EventEnvelope.TRACE_CONTEXT_FIELD_NUMBER, event.traceContext());
        Payload payload = event.payload();
        out.writeFixed32(EventEnvelope.PAYLOAD_CRC32C_FIELD_NUMBER, payload.crc32c());
        out.writeByteArray(EventEnvelope.PAYLOAD_FIELD_NUMBER, payload.array(), payload.offset(), payload.length());
    }

    // Proto3 leaves out a string that is empty and a number that is zero; golden files hold us to the same bytes.

    private static int sizeOfString(int field, String value) {
        return value.isEmpty() ? 0 : CodedOutputStream.computeStringSize(field, value);
    }

    private static void writeString(CodedOutputStream out, int field, String value) throws IOException {
        if (!value.isEmpty()) {
            out.writeString(field, value);
        }
    }

    private static int sizeOfMillis(int field, Instant value) {
        long millis = value.toEpochMilli();
        return millis == 0 ? 0 : CodedOutputStream.computeInt64Size(field, millis);
    }

    private static void writeMillis(CodedOutputStream out, int field, Instant value) throws IOException {
        long millis = value.toEpochMilli();
        if (millis != 0) {
            out.writeInt64(field, millis);
        }
    }

    private static int sizeOfBytes(int field, int length) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
    }

    private static void writeTwoLongs(CodedOutputStream out, int field, long high, long low) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(Long.BYTES * 2);
        // Protobuf's fixed64 is little-endian; ids and addresses are big-endian.
        out.writeFixed64NoTag(Long.reverseBytes(high));
        out.writeFixed64NoTag(Long.reverseBytes(low));
    }
}
