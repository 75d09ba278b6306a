package dev.penstock.model.wire;

import static dev.penstock.model.SampleEvents.aPageview;
import static dev.penstock.model.SampleEvents.theLeastEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.penstock.model.event.Event;
import dev.penstock.model.proto.EventEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventDecoderTest {

    private final EventDecoder decoder = new EventDecoder();

    @Test
    void whatOneRecordSaidIsNotSaidOfTheNext() throws MalformedRecordException {
        assertThat(decoder.decode(EventCodec.encode(aPageview()))).isEqualTo(aPageview());
        assertThat(decoder.decode(EventCodec.encode(theLeastEvent()))).isEqualTo(theLeastEvent());
        assertThat(decoder.decode(EventCodec.encode(aPageview()))).isEqualTo(aPageview());
    }

    @Test
    void theSameTextIsTheSameObject() throws MalformedRecordException {
        byte[] record = EventCodec.encode(aPageview());

        Event first = decoder.decode(record);
        Event second = decoder.decode(record.clone());

        assertThat(second.org()).isSameAs(first.org());
        assertThat(second.stream()).isSameAs(first.stream());
        assertThat(second.name()).isSameAs(first.name());
        assertThat(second.userAgent()).isSameAs(first.userAgent());
        assertThat(second.requestId()).isSameAs(first.requestId());
        assertThat(second.receivedAt()).isSameAs(first.receivedAt());
    }

    /// Of many texts, more than are remembered, short and long, that begin and end alike.
    @Test
    void manyTextsAreNeverTakenForEachOther() throws MalformedRecordException {
        Random random = new Random(20261128);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int length = random.nextInt(600);
            String tail = random.nextBoolean() ? "ü€😀\uFFFD" : "zzzzzzzz";
            names.add("aaaaaaaa" + Integer.toString(random.nextInt(300), 36).repeat(1 + length / 4) + tail);
            names.add(Integer.toString(random.nextInt(5_000), 36));
        }
        for (int i = 0; i < 20_000; i++) {
            String name = names.get(random.nextInt(names.size()));
            String agent = names.get(random.nextInt(names.size()));
            byte[] record = EventCodecTest.message(aPageview()).toBuilder()
                    .setEventName(name)
                    .setUserAgent(agent)
                    .build()
                    .toByteArray();

            Event event = decoder.decode(record);

            assertThat(event.name()).isEqualTo(name);
            assertThat(event.userAgent()).isEqualTo(agent);
        }
    }

    @Test
    void aTextThatIsNotUtf8IsRefusedBesideOneThatIs() throws MalformedRecordException {
        EventEnvelope half = EventCodecTest.message(aPageview()).toBuilder()
                .clearEventName()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                EventEnvelope.EVENT_NAME_FIELD_NUMBER,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(
                                                new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80}))
                                        .build())
                        .build())
                .build();
        EventEnvelope honest = EventCodecTest.message(aPageview()).toBuilder()
                .setEventName("a\uFFFD")
                .build();

        assertThat(decoder.decode(honest.toByteArray()).name()).isEqualTo("a\uFFFD");
        assertThatThrownBy(() -> decoder.decode(half.toByteArray()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void aTextThatIsLongerThanItsRecordIsRefused() {
        byte[] record = {(EventEnvelope.ORG_ID_FIELD_NUMBER << 3) | 2, 100, 'a'};

        assertThatThrownBy(() -> decoder.decode(record))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("text of 100 bytes in a record of 3");
    }
}
