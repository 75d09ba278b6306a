package dev.penstock.writer.letters;

import dev.penstock.model.deadletter.CauseFingerprint;
import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.DeadLetterMisfit;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.Payload;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.DeadLetterHeaders;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.sink.letter.LetterRow;
import dev.penstock.writer.control.InForce;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// Reads records of the topic `dead-letters`. Whatever stands there becomes a row: who looks for an event must find
/// it.
final class LetterReader {

    /// The cause of a record that nobody of ours can have written.
    static final String NO_LETTER = "no_dead_letter";

    // Somebody's clock, or somebody else's record: beyond it, a row would count as expired.
    private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    private static final Payload NOTHING = Payload.of(new byte[0]);

    private final Consumer<RuntimeException> trouble;

    /// @param trouble told when the rules for personal data fail; the payload is left out then
    LetterReader(Consumer<RuntimeException> trouble) {
        this.trouble = trouble;
    }

    /// The row of a record.
    ///
    /// @param topic the id of the topic `dead-letters`
    /// @param inForce whose rules for personal data what is shown went through
    LetterRow read(TopicId topic, ConsumerRecord<byte[], byte[]> record, InForce inForce) {
        DeadLetter letter = letter(topic, record);
        String fingerprint = CauseFingerprint.of(letter);
        byte @Nullable [] value = record.value();
        Event event = value == null ? null : event(value);
        if (event == null) {
            Payload whole = value == null ? NOTHING : Payload.of(value);
            return row(letter, fingerprint, null, NOTHING, false, whole, record);
        }
        @Nullable Payload shown = shown(event, inForce);
        boolean redacted = shown == null || !shown.equals(event.payload());
        // What is quoted went through the rules of its time, and may be what later ones are about.
        boolean sameRules = shown != null && letter.definitionVersion() == inForce.versionOf(event.stream());
        DeadLetter told = redacted && !sameRules ? withoutQuotes(letter) : letter;
        return row(told, fingerprint, event, shown == null ? NOTHING : shown, redacted, NOTHING, record);
    }

    private static LetterRow row(
            DeadLetter letter,
            String fingerprint,
            @Nullable Event event,
            Payload payload,
            boolean redacted,
            Payload value,
            ConsumerRecord<byte[], byte[]> record) {
        return new LetterRow(
                letter,
                fingerprint,
                event,
                payload,
                redacted,
                value,
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(Math.clamp(record.timestamp(), 0, LATEST)),
                false);
    }

    private static DeadLetter letter(TopicId topic, ConsumerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), header.value());
            }
        }
        try {
            return DeadLetterHeaders.decode(headers);
        } catch (MalformedRecordException e) {
            // Its own place stands for the source it does not name.
            return new DeadLetter(
                    NO_LETTER,
                    String.valueOf(e.getMessage()),
                    "",
                    "",
                    "",
                    "",
                    0,
                    new SourceCoordinates(topic, record.partition(), record.offset()),
                    1,
                    "");
        }
    }

    private static @Nullable Event event(byte[] value) {
        try {
            return EventCodec.decode(value);
        } catch (MalformedRecordException e) {
            // What is wrong with it is what the letter says, if it is that.
            return null;
        }
    }

    // Null when nobody can say what may be shown.
    private @Nullable Payload shown(Event event, InForce inForce) {
        try {
            return inForce.normalizer().withoutPersonalData(event).orElse(null);
        } catch (RuntimeException e) {
            trouble.accept(e);
            return null;
        }
    }

    // What was wrong with a value may quote it, in ClickHouse's words or ours.
    private static DeadLetter withoutQuotes(DeadLetter letter) {
        List<DeadLetterMisfit> misfits = letter.misfits().stream()
                .map(misfit -> new DeadLetterMisfit(misfit.cause(), misfit.column(), misfit.expected(), ""))
                .toList();
        return new DeadLetter(
                letter.cause(),
                "",
                letter.column(),
                letter.expected(),
                "",
                letter.stream(),
                letter.definitionVersion(),
                letter.source(),
                letter.attempt(),
                letter.writerVersion(),
                misfits,
                letter.firstSeen());
    }
}
