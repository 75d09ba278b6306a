package dev.penstock.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.ledger.LedgerCount;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.ledger.LedgerRecord.EdgeMinute;
import dev.penstock.model.ledger.LedgerRecord.WriterBatch;
import dev.penstock.model.topic.TopicId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerCodecTest {

    private static final Instant MINUTE = Instant.parse("2026-03-01T10:07:00Z");
    private static final LedgerCount ACCEPTED = new LedgerCount("acme", "orders", "accepted", "", 7, 0, MINUTE);
    private static final LedgerCount REFUSED =
            new LedgerCount(LedgerCount.NOBODY, "", "rejected", "invalid_key", 0, 3, MINUTE);

    static Stream<LedgerRecord> lines() {
        return Stream.of(
                new EdgeMinute("edge-1", "b1", MINUTE, false, List.of()),
                new EdgeMinute("edge-1", "b1", MINUTE, true, List.of(ACCEPTED, REFUSED)),
                new WriterBatch(new TopicId(1, 2), 3, 40, 59, List.of(ACCEPTED)));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void everyLineComesBackAsItWas(LedgerRecord line) throws MalformedRecordException {
        assertThat(LedgerCodec.decode(LedgerCodec.encode(line))).contains(line);
    }

    @Test
    void theKeyIsThatOfTheMinuteOrTheBatch() {
        assertThat(lines().map(line -> new String(LedgerCodec.encodeKey(line), StandardCharsets.UTF_8)))
                .containsExactly(
                        "edge-1/b1/" + MINUTE.toEpochMilli(),
                        "edge-1/b1/" + MINUTE.toEpochMilli(),
                        new TopicId(1, 2) + "/3/40");
    }

    @Test
    void whatIsNoLineIsMalformedAndOneOfALaterKindIsNone() throws MalformedRecordException {
        assertThatThrownBy(() -> LedgerCodec.decode(new byte[] {1, 2, 3})).isInstanceOf(MalformedRecordException.class);
        assertThat(LedgerCodec.decode(new byte[0])).isEmpty();
    }

    @Test
    void impossibleLinesAreRefused() {
        assertThatThrownBy(() -> new WriterBatch(new TopicId(1, 2), 0, 5, 4, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EdgeMinute("a/b", "c", MINUTE, true, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LedgerCount("acme", "", "accepted", "", -1, 0, MINUTE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LedgerCount("acme", "", "accepted", "", 1, 0, MINUTE.plusMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
