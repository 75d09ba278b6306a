package dev.penstock.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.deadletter.DeadLetter;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.topic.TopicId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {

    private static final SourceCoordinates SOURCE = new SourceCoordinates(new TopicId(1, 2), 3, 4);

    @Test
    void aLetterReadsBackAsItWasWritten() throws MalformedRecordException {
        DeadLetter letter = letter("unknown protocol 'x'");

        assertThat(DeadLetterHeaders.decode(DeadLetterHeaders.encode(letter))).isEqualTo(letter);
    }

    @Test
    void theKeyIsTheCoordinatesInText() {
        assertThat(new String(DeadLetterHeaders.key(SOURCE), StandardCharsets.UTF_8))
                .isEqualTo("AAAAAAAAAAEAAAAAAAAAAg/3/4");
    }

    @Test
    void aLongDetailIsCutBetweenTwoCharacters() throws MalformedRecordException {
        DeadLetter letter = letter("x" + "ü".repeat(1000));

        assertThat(DeadLetterHeaders.decode(DeadLetterHeaders.encode(letter)).detail())
                .isEqualTo("x" + "ü".repeat(511));
    }

    @Test
    void headersWithoutCoordinatesAreRefused() {
        assertThatThrownBy(() -> DeadLetterHeaders.decode(Map.of())).isInstanceOf(MalformedRecordException.class);
    }

    private static DeadLetter letter(String detail) {
        return new DeadLetter(
                "malformed_record", detail, "timestamp", "a time", "noon", "default", 0, SOURCE, 1, "0.1.0");
    }
}
