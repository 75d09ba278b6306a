package dev.penstock.sink.letter;

import static dev.penstock.sink.Samples.MAY;

import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/// Letters for the tests of this module.
public final class SampleLetters {

    /// Of the topic `dead-letters`.
    public static final TopicId LETTERS = new TopicId(8, 8);

    /// Not long ago, or the table would drop them as expired.
    public static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis());

    public static final List<DeadLetterMisfit> TWO_MISFITS = List.of(
            new DeadLetterMisfit("wrong_type", "price", "a number", "\"cheap\""),
            new DeadLetterMisfit("missing_value", "size", "a value", ""));

    private static final TopicId EVENTS = new TopicId(1, 2);

    private SampleLetters() {}

    public static List<LetterRow> rows(int count) {
        return LongStream.range(0, count).mapToObj(SampleLetters::row).toList();
    }

    /// A letter whose place and source are both at `offset`.
    public static LetterRow row(long offset) {
        return row(offset, offset, "{\"number\": " + offset + "}", NOW);
    }

    public static LetterRow row(long source, long offset, String payload, Instant seenAt) {
        Event event = event(source, payload);
        return new LetterRow(
                letter(source),
                "0123456789abcdef",
                event,
                event.payload(),
                false,
                Payload.of(""),
                0,
                offset,
                seenAt,
                false);
    }

    /// A letter of a record that could not be read.
    public static LetterRow unreadable(long source, byte[] value) {
        return new LetterRow(
                letter(source),
                "fedcba9876543210",
                null,
                Payload.of(""),
                false,
                Payload.of(value),
                0,
                source,
                NOW,
                false);
    }

    public static Event event(long number, String payload) {
        return new Event(
                new OrgId("acme"),
                new StreamName("orders"),
                new EventId(7, number),
                "push",
                MAY.plusMillis(number),
                "trace",
                MAY,
                null,
                SourceAddress.UNKNOWN,
                "agent",
                "sdk 1",
                Protocol.NATIVE,
                new KeyId("abcdefghijkl"),
                "request",
                "",
                Payload.of(payload));
    }

    private static DeadLetter letter(long source) {
        return new DeadLetter(
                "wrong_type",
                "expected a number, was given \"cheap\"",
                "price",
                "a number",
                "\"cheap\"",
                "orders",
                3,
                new SourceCoordinates(EVENTS, 1, source),
                1,
                "0.1.0",
                TWO_MISFITS,
                MAY);
    }
}
