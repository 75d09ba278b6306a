package dev.penstock.writer.letters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.deadletter.CauseFingerprint;
import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.Payload;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.DeadLetterHeaders;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.definition.DefinitionSet;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.sink.letter.LetterRow;
import dev.penstock.writer.SampleEvents;
import dev.penstock.writer.control.InForce;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LetterReaderTest {

    private static final TopicId LETTERS = new TopicId(8, 8);

    private static final DeadLetter CAUSE = new DeadLetter(
            "wrong_type",
            "expected a number, was given \"cheap\"",
            "price",
            "a number",
            "\"cheap\"",
            "orders",
            3,
            new SourceCoordinates(new TopicId(1, 2), 1, 40),
            1,
            "0.1.0",
            List.of(
                    new DeadLetterMisfit("wrong_type", "price", "a number", "\"cheap\""),
                    new DeadLetterMisfit("wrong_type", "size", "a number", "\"small\"")),
            Instant.ofEpochMilli(7));

    private static final StreamName ORDERS = new StreamName("orders");

    private static final String SENT = "{\"price\":\"cheap\",\"mail\":\"a@b\"}";

    private static final String MASKED = "{\"personal_data\":[{\"path\":\"/mail\",\"rule\":\"mask\"}]}";

    private static final InForce NOTHING = new InForce(new Normalizer(Definitions.NONE), Map.of(), Map.of());

    private final List<RuntimeException> trouble = new ArrayList<>();

    @Test
    void aLetterIsItsCauseAndItsEvent() {
        Event event = SampleEvents.event(1);

        LetterRow row = read(NOTHING, CAUSE, EventCodec.encode(event));

        assertThat(row.letter()).isEqualTo(CAUSE);
        assertThat(row.fingerprint()).isEqualTo(CauseFingerprint.of(CAUSE));
        assertThat(row.payload()).isEqualTo(event.payload());
        assertThat(Objects.requireNonNull(row.event()).id()).isEqualTo(event.id());
        assertThat(row.redacted()).isFalse();
        assertThat(row.value().length()).isZero();
        assertThat(row.offset()).isEqualTo(5);
        assertThat(row.seenAt()).isEqualTo(Instant.ofEpochMilli(1_000));
    }

    @Test
    void whatCannotBeReadIsKeptAsItIs() {
        byte[] garbage = {1, 2, (byte) 0xFF};

        LetterRow row = read(NOTHING, CAUSE, garbage);

        assertThat(row.event()).isNull();
        assertThat(row.value().toByteArray()).isEqualTo(garbage);
        assertThat(row.payload().length()).isZero();
        assertThat(read(NOTHING, CAUSE, null).value().length()).isZero();
    }

    @Test
    void whatTheRulesHideIsNowhereInTheRow() {
        LetterRow row = read(inForce(4, MASKED), CAUSE, EventCodec.encode(order(SENT)));

        assertThat(row.redacted()).isTrue();
        assertThat(row.payload()).isEqualTo(Payload.of("{\"price\":\"cheap\",\"mail\":\"***\"}"));
        assertThat(row.value().length()).isZero();
        assertThat(row.letter().toString()).doesNotContain("cheap").doesNotContain("small");
        assertThat(row.letter().expected()).isEqualTo("a number");
        assertThat(row.letter().misfits()).extracting(DeadLetterMisfit::column).containsExactly("price", "size");
        assertThat(row.fingerprint()).isEqualTo(CauseFingerprint.of(CAUSE));
    }

    /// The normalizer quotes what its rules have left.
    @Test
    void whatWasQuotedUnderTheRulesInForceIsShown() {
        LetterRow row = read(inForce(3, MASKED), CAUSE, EventCodec.encode(order(SENT)));

        assertThat(row.redacted()).isTrue();
        assertThat(row.payload()).isEqualTo(Payload.of("{\"price\":\"cheap\",\"mail\":\"***\"}"));
        assertThat(row.letter()).isEqualTo(CAUSE);
    }

    @Test
    void laterRulesThatMeetNothingHideNothing() {
        LetterRow row = read(inForce(4, MASKED), CAUSE, EventCodec.encode(order("{\"price\":\"cheap\"}")));

        assertThat(row.redacted()).isFalse();
        assertThat(row.letter()).isEqualTo(CAUSE);
    }

    @Test
    void whereNobodyCanSayWhatIsPersonalNothingIsShown() {
        for (String unreadable : List.of("{\"columns\": 7}", "{")) {
            LetterRow row = read(inForce(3, unreadable), CAUSE, EventCodec.encode(order(SENT)));

            assertThat(row.redacted()).isTrue();
            assertThat(row.payload().length()).isZero();
            assertThat(row.letter().actual()).isEmpty();
        }
        LetterRow row = read(inForce(3, MASKED), CAUSE, EventCodec.encode(order("{\"mail\": \"a@b")));

        assertThat(row.payload().length()).isZero();
        assertThat(trouble).isEmpty();
    }

    @Test
    void rulesThatFailShowNothing() {
        Normalizer failing = new Normalizer(stream -> {
            throw new IllegalStateException("a defect");
        });

        LetterRow row = read(new InForce(failing, Map.of(), Map.of()), CAUSE, EventCodec.encode(SampleEvents.event(1)));

        assertThat(row.redacted()).isTrue();
        assertThat(row.payload().length()).isZero();
        assertThat(row.letter().actual()).isEmpty();
        assertThat(trouble).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRecordThatIsNoLetterStandsForItself() {
        ConsumerRecord<byte[], byte[]> record = record(new byte[] {1, 2});
        record.headers().add("penstock-cause", new byte[] {65}).add("other", null);

        LetterRow row = new LetterReader(trouble::add).read(LETTERS, record, NOTHING);

        assertThat(row.letter().cause()).isEqualTo("no_dead_letter");
        assertThat(row.letter().source()).isEqualTo(new SourceCoordinates(LETTERS, 2, 5));
        assertThat(row.value().toByteArray()).isEqualTo(new byte[] {1, 2});
    }

    private LetterRow read(InForce inForce, DeadLetter cause, byte @Nullable [] value) {
        ConsumerRecord<byte[], byte[]> record = record(value);
        DeadLetterHeaders.encode(cause)
                .forEach((name, header) -> record.headers().add(name, header));
        return new LetterReader(trouble::add).read(LETTERS, record, inForce);
    }

    private static Event order(String payload) {
        return SampleEvents.event(ORDERS, SampleEvents.MAY, payload);
    }

    private static InForce inForce(int version, String definition) {
        StreamFact fact = new StreamFact(ORDERS, version, definition);
        return new InForce(new Normalizer(DefinitionSet.of(List.of(fact))), Map.of(ORDERS, fact), Map.of());
    }

    // Kafka's class says nothing of nulls; a record without a value has one.
    @SuppressWarnings("NullAway")
    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value) {
        return new ConsumerRecord<>(
                "dead-letters",
                2,
                5,
                1_000,
                TimestampType.CREATE_TIME,
                0,
                value == null ? -1 : value.length,
                new byte[0],
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
