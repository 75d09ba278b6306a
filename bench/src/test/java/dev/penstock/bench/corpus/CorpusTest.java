package dev.penstock.bench.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.load.NumberedEvents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CorpusTest {

    @Test
    void eventsAreTheSameInEveryRun() {
        assertThat(Corpus.lines(100, Corpus.SMALL)).isEqualTo(Corpus.lines(100, Corpus.SMALL));
    }

    @Test
    void eventsAreJsonOfAboutTheirSize() {
        for (int size : List.of(Corpus.SMALL, Corpus.LARGE)) {
            List<String> lines = new String(Corpus.lines(50, size), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            for (String line : lines) {
                JsonNode event = JsonMapper.shared().readTree(line);
                assertThat(event.path("event_name").asString()).isNotEmpty();
                assertThat(line.length()).isBetween(size * 9 / 10, size * 11 / 10);
            }
        }
    }

    @Test
    void requestsDifferSoThatTheLogDoesNotCompressToNothing() {
        NumberedEvents requests = Corpus.clickstream(NumberedEvents.newRun(), 0, "s", "key", 100, Corpus.SMALL);

        assertThat(bytes(requests.bytes(0, null))).isNotEqualTo(bytes(requests.bytes(1, null)));
        assertThat(requests.longest()).isBetween(25_000, 35_000);
    }

    @Test
    void packedRequestsAreSmallerAndSayHow() {
        String head = new String(
                bytes(Corpus.packed("s", "key", 100, Corpus.SMALL, "zstd").bytes(0, null)),
                StandardCharsets.ISO_8859_1);

        assertThat(head).contains("Content-Encoding: zstd\r\n", "POST /v1/events/s HTTP/1.1");
        assertThat(head.length()).isLessThan(15_000);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
