package dev.penstock.model.wire;

import static dev.penstock.model.SampleEvents.aPageview;
import static dev.penstock.model.SampleEvents.theLeastEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.penstock.model.event.Event;
import dev.penstock.model.proto.EventEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {

    static Stream<Event> events() {
        return Stream.of(aPageview(), theLeastEvent());
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatIsDecodedIsWhatWasEncoded(Event event) throws MalformedRecordException {
        assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesTheSameBytesAsTheGeneratedMessage(Event event) {
        assertThat(EventCodec.encode(event)).isEqualTo(message(event).toByteArray());
    }

    @ParameterizedTest
    @MethodSource("events")
    void sizeIsKnownBeforeEncoding(Event event) {
        assertThat(EventCodec.sizeOf(event)).isEqualTo(EventCodec.encode(event).length);
    }

    @Test
    void theKeyIsOrganizationAndTraceAndNothingWithoutATrace() {
        assertThat(EventCodec.key(theLeastEvent())).isNull();
        assertThat(EventCodec.key(aPageview())).isEqualTo("acme\0trace-1".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void payloadIsAViewOfTheRecord() throws MalformedRecordException {
        byte[] record = EventCodec.encode(aPageview());

        assertThat(EventCodec.decode(record).payload().array()).isSameAs(record);
    }

    /// A newer edge may send a field this writer does not know.
    @Test
    void skipsFieldsItDoesNotKnow() throws MalformedRecordException {
        EventEnvelope newer = message(aPageview()).toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                900,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                        .build())
                        .build())
                .build();

        assertThat(EventCodec.decode(newer.toByteArray())).isEqualTo(aPageview());
    }

    @Test
    void refusesAPayloadWithAnotherChecksum() {
        byte[] record = EventCodec.encode(aPageview());
        record[record.length - 1] ^= 1;

        assertThatThrownBy(() -> EventCodec.decode(record))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void refusesAnOrganizationThatCannotBeOne() {
        byte[] record =
                message(aPageview()).toBuilder().setOrgId("no/such").build().toByteArray();

        assertThatThrownBy(() -> EventCodec.decode(record))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("organization id");
    }

    @Test
    void refusesAProtocolItDoesNotKnow() {
        byte[] record = message(aPageview()).toBuilder()
                .setProtocol("carrier-pigeon")
                .build()
                .toByteArray();

        assertThatThrownBy(() -> EventCodec.decode(record))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("carrier-pigeon");
    }

    /// Whatever bytes lie in the topic, the writer gets an event or this one exception, never another.
    @Test
    void garbageIsAMalformedRecordAndNothingElse() {
        byte[] good = EventCodec.encode(aPageview());
        Random random = new Random(20261121);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] record = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && record.length > 0; flips--) {
                record[random.nextInt(record.length)] = (byte) random.nextInt(256);
            }
            try {
                EventCodec.decode(record);
            } catch (MalformedRecordException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(19_000);
    }

    static EventEnvelope message(Event event) {
        EventEnvelope.Builder message = EventEnvelope.newBuilder()
                .setOrgId(event.org().value())
                .setStream(event.stream().value())
                .setEventId(sixteen(event.id().mostSignificantBits(), event.id().leastSignificantBits()))
                .setEventName(event.name())
                .setTimestampMs(event.timestamp().toEpochMilli())
                .setTraceId(event.traceId())
                .setReceivedAtMs(event.receivedAt().toEpochMilli())
                .setSourceAddress(sixteen(event.source().high(), event.source().low()))
                .setUserAgent(event.userAgent())
                .setSdk(event.sdk())
                .setProtocol(event.protocol().code())
                .setKeyId(event.keyId().value())
                .setRequestId(event.requestId())
                .setTraceContext(event.traceContext())
                .setPayloadCrc32C(event.payload().crc32c())
                .setPayload(ByteString.copyFrom(event.payload().toByteArray()));
        if (event.sentAt() != null) {
            message.setSentAtMs(event.sentAt().toEpochMilli());
        }
        return message.build();
    }

    private static ByteString sixteen(long high, long low) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(16).putLong(high).putLong(low).flip());
    }
}
