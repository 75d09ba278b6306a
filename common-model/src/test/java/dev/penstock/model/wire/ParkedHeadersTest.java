package dev.penstock.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.parked.ParkedEvent;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.TopicId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParkedHeadersTest {

    private static final StreamName CLICKS = new StreamName("clicks");

    @Test
    void aParkedEventReadsBackAsItWasWritten() throws MalformedRecordException {
        ParkedEvent parked = parked("4812 of 5000 events of a batch do not fit: wrong_type in amount");

        assertThat(ParkedHeaders.decode(ParkedHeaders.encode(parked))).isEqualTo(parked);
    }

    /// Records of somebody's Kafka have these names and values: the file is never edited.
    @Test
    void theHeadersAreThoseOfTheGoldenFile() throws IOException {
        StringBuilder text = new StringBuilder();
        ParkedHeaders.encode(parked("wrong_type in amount"))
                .forEach((name, value) -> text.append(name)
                        .append('=')
                        .append(new String(value, StandardCharsets.UTF_8))
                        .append('\n'));

        assertThat(text.toString())
                .isEqualTo(Files.readString(Path.of("src/test/resources/golden/parked-headers.txt")));
    }

    @Test
    void theKeyIsTheStream() {
        assertThat(new String(ParkedHeaders.key(CLICKS), StandardCharsets.UTF_8))
                .isEqualTo("clicks");
    }

    @Test
    void aLongReasonIsCutBetweenTwoCharacters() throws MalformedRecordException {
        ParkedEvent read = ParkedHeaders.decode(ParkedHeaders.encode(parked("x" + "ü".repeat(1000))));

        assertThat(read.reason()).isEqualTo("x" + "ü".repeat(511));
    }

    @Test
    void headersThatLackAnythingAreRefused() {
        for (String name : ParkedHeaders.encode(parked("")).keySet()) {
            if (name.equals("penstock-reason") || name.equals("penstock-writer-version")) {
                continue;
            }
            Map<String, byte[]> headers = new HashMap<>(ParkedHeaders.encode(parked("")));
            headers.remove(name);
            assertThatThrownBy(() -> ParkedHeaders.decode(headers))
                    .as("without %s", name)
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void anEventThatComesBackSaysFromWhichRevisionOnItMayBeRead() {
        assertThat(ParkedHeaders.liftedAt(ParkedHeaders.liftedAt(57))).hasValue(57);
        assertThat(ParkedHeaders.liftedAt("soon".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void whatCannotBeIsRefused() {
        SourceCoordinates source = new SourceCoordinates(new TopicId(1, 2), 3, 4);
        assertThatThrownBy(() -> new ParkedEvent(CLICKS, 0, 1, "", source, Instant.EPOCH, ""))
                .hasMessageContaining("halt 0");
        assertThatThrownBy(() -> new ParkedEvent(CLICKS, 1, -1, "", source, Instant.EPOCH, ""))
                .hasMessageContaining("version -1");
        assertThatThrownBy(() -> new ParkedEvent(CLICKS, 1, 1, "", source, Instant.EPOCH.plusNanos(1), ""))
                .hasMessageContaining("whole milliseconds");
    }

    private static ParkedEvent parked(String reason) {
        return new ParkedEvent(
                CLICKS,
                3,
                7,
                reason,
                new SourceCoordinates(new TopicId(1, 2), 3, 4),
                Instant.ofEpochMilli(1_700_000_000_123L),
                "0.1.0");
    }
}
