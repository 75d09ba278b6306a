package dev.penstock.model.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.proto.EventEnvelope;
import dev.penstock.model.stream.StreamName;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decodes records of the topic `events`, one after the other. The events of one request, which mostly follow each
/// other, share the texts and times they have in common: that is most of what an event weighs besides its payload.
///
/// Not thread-safe.
public final class EventDecoder {

    // A request brings some ten texts, and some requests are under way at once.
    private static final int TEXTS = 256;

    private final RecentTexts texts;
    private @Nullable OrgId lastOrg;
    private @Nullable StreamName lastStream;
    private @Nullable KeyId lastKey;
    private Instant lastReceivedAt = Instant.EPOCH;
    private SourceAddress lastSource = SourceAddress.UNKNOWN;

    public EventDecoder() {
        this(new RecentTexts(TEXTS));
    }

    private EventDecoder(RecentTexts texts) {
        this.texts = texts;
    }

    /// One that remembers nothing worth the room, for a single record.
    static EventDecoder once() {
        return new EventDecoder(new RecentTexts(0));
    }

    /// Decodes a record. The payload is a view of `record`, which must not change afterwards.
    ///
    /// @throws MalformedRecordException when it is no envelope, a field has a value it cannot have, or the
    ///     payload's checksum differs
    public Event decode(byte[] record) throws MalformedRecordException {
        try {
            return new Decoding(record).event();
        } catch (IOException e) {
            throw new MalformedRecordException("not an event envelope: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("an event envelope with an impossible field: " + e.getMessage(), e);
        }
    }

    private OrgId org(String value) {
        OrgId org = lastOrg;
        if (org == null || !org.value().equals(value)) {
            org = new OrgId(value);
            lastOrg = org;
        }
        return org;
    }

    private StreamName stream(String value) {
        StreamName stream = lastStream;
        if (stream == null || !stream.value().equals(value)) {
            stream = new StreamName(value);
            lastStream = stream;
        }
        return stream;
    }

    private KeyId key(String value) {
        KeyId key = lastKey;
        if (key == null || !key.value().equals(value)) {
            key = new KeyId(value);
            lastKey = key;
        }
        return key;
    }

    private Instant receivedAt(long millis) {
        if (lastReceivedAt.toEpochMilli() != millis) {
            lastReceivedAt = Instant.ofEpochMilli(millis);
        }
        return lastReceivedAt;
    }

    private SourceAddress source(long high, long low) {
        if (lastSource.high() != high || lastSource.low() != low) {
            lastSource = new SourceAddress(high, low);
        }
        return lastSource;
    }

    /// One pass over a record; the fields may come in any order.
    private final class Decoding {

        private final byte[] record;
        private final CodedInputStream in;

        private String org = "";
        private String stream = "";
        private EventId id = new EventId(0, 0);
        private String name = "";
        private long timestamp;
        private String traceId = "";
        private long receivedAt;
        private boolean hasSentAt;
        private long sentAt;
        private SourceAddress source = SourceAddress.UNKNOWN;
        private String userAgent = "";
        private String sdk = "";
        private String protocol = "";
        private String keyId = "";
        private String requestId = "";
        private String traceContext = "";
        private int checksum;
        private Payload payload;

        Decoding(byte[] record) {
            this.record = record;
            this.in = CodedInputStream.newInstance(record);
            this.payload = Payload.of(record, 0, 0);
        }

        Event event() throws IOException, MalformedRecordException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                read(tag);
            }
            if (payload.crc32c() != checksum) {
                throw new MalformedRecordException(
                        "the payload of an event envelope has another checksum than it was sent with");
            }
            String code = protocol;
            return new Event(
                    org(org),
                    stream(stream),
                    id,
                    name,
                    Instant.ofEpochMilli(timestamp),
                    traceId,
                    receivedAt(receivedAt),
                    hasSentAt ? Instant.ofEpochMilli(sentAt) : null,
                    source,
                    userAgent,
                    sdk,
                    Protocol.ofCode(code)
                            .orElseThrow(() -> new MalformedRecordException("unknown protocol '" + code + "'")),
                    key(keyId),
                    requestId,
                    traceContext,
                    payload);
        }

        private void read(int tag) throws IOException {
            switch (tag) {
                case (EventEnvelope.ORG_ID_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    org = readText();
                case (EventEnvelope.STREAM_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    stream = readText();
                case (EventEnvelope.EVENT_ID_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    requireSixteen("event_id");
                    id = new EventId(Long.reverseBytes(in.readFixed64()), Long.reverseBytes(in.readFixed64()));
                }
                case (EventEnvelope.EVENT_NAME_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    name = readText();
                case (EventEnvelope.TIMESTAMP_MS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_VARINT ->
                    timestamp = in.readInt64();
                case (EventEnvelope.TRACE_ID_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    traceId = in.readStringRequireUtf8();
                case (EventEnvelope.RECEIVED_AT_MS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_VARINT ->
                    receivedAt = in.readInt64();
                case (EventEnvelope.SENT_AT_MS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_VARINT -> {
                    hasSentAt = true;
                    sentAt = in.readInt64();
                }
                case (EventEnvelope.SOURCE_ADDRESS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    requireSixteen("source_address");
                    source = source(Long.reverseBytes(in.readFixed64()), Long.reverseBytes(in.readFixed64()));
                }
                case (EventEnvelope.USER_AGENT_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    userAgent = readText();
                case (EventEnvelope.SDK_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED -> sdk = readText();
                case (EventEnvelope.PROTOCOL_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    protocol = readText();
                case (EventEnvelope.KEY_ID_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    keyId = readText();
                case (EventEnvelope.REQUEST_ID_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    requestId = readText();
                case (EventEnvelope.TRACE_CONTEXT_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    traceContext = readText();
                case (EventEnvelope.PAYLOAD_CRC32C_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_FIXED32 ->
                    checksum = in.readFixed32();
                case (EventEnvelope.PAYLOAD_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    payload = readPayload();
                default -> in.skipField(tag);
            }
        }

        private String readText() throws IOException {
            int length = readLength("text");
            int offset = in.getTotalBytesRead();
            in.skipRawBytes(length);
            return texts.of(record, offset, length);
        }

        private Payload readPayload() throws IOException {
            int length = readLength("payload");
            int offset = in.getTotalBytesRead();
            in.skipRawBytes(length);
            return Payload.of(record, offset, length);
        }

        private int readLength(String what) throws IOException {
            int length = in.readRawVarint32();
            if (length < 0 || length > record.length - in.getTotalBytesRead()) {
                throw new InvalidProtocolBufferException(
                        what + " of " + length + " bytes in a record of " + record.length);
            }
            return length;
        }

        private void requireSixteen(String field) throws IOException {
            int length = in.readRawVarint32();
            if (length != EventId.BYTES) {
                throw new InvalidProtocolBufferException(
                        field + " has " + length + " bytes instead of " + EventId.BYTES);
            }
        }
    }
}
