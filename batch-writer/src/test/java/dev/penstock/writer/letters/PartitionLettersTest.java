package dev.penstock.writer.letters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.topic.TopicId;
import dev.penstock.writer.intent.Intent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class PartitionLettersTest {

    private static final long SECOND = 1_000_000_000;

    private static final TopicId LETTERS = new TopicId(1, 2);

    private final LettersLimits limits = new LettersLimits(
            3, DataSize.ofKilobytes(100), Duration.ofSeconds(1), Duration.ofSeconds(60), 1_000, Duration.ofDays(30));

    @Test
    void aBatchIsCutWhenItIsFullOrHasWaitedLongEnough() {
        PartitionLetters letters = letters(0, null);
        letters.add(record(0, 10), 0);
        letters.add(record(1, 10), SECOND / 2);

        assertThat(letters.cut(limits, SECOND / 2)).isEmpty();
        assertOffsets(letters.cut(limits, SECOND), 0, 1, false);

        letters.add(record(2, 10), SECOND);
        letters.add(record(3, 10), SECOND);
        letters.add(record(4, 10), SECOND);
        letters.add(record(5, 10), SECOND);
        assertOffsets(letters.cut(limits, SECOND), 2, 4, false);
        assertThat(letters.size()).isOne();

        letters.add(record(6, 200_000), SECOND);
        assertOffsets(letters.cut(limits, SECOND), 5, 6, false);
        assertThat(letters.bytes()).isZero();
    }

    @Test
    void aBatchThatWasBegunBeforeEndsWhereItEndedWhateverTheLimits() {
        PartitionLetters letters = letters(10, begun(15));
        for (long offset = 10; offset < 15; offset++) {
            letters.add(record(offset, 60_000), 0);
        }

        assertThat(letters.rebuilding()).isTrue();
        assertThat(letters.cut(limits, 100 * SECOND)).isEmpty();

        letters.add(record(15, 10), 0);
        letters.add(record(16, 10), 0);
        assertThat(letters.rebuilding()).isFalse();
        assertOffsets(letters.cut(limits, 0), 10, 15, true);
        assertOffsets(letters.cut(limits, SECOND), 16, 16, false);
    }

    @Test
    void aBatchThatIsGoneFromTheLogIsNotWaitedFor() {
        PartitionLetters letters = letters(10, begun(12));

        assertThat(letters.add(record(20, 10), 0)).isEqualTo(10);

        assertThat(letters.cut(limits, 0)).isEmpty();
        assertOffsets(letters.cut(limits, SECOND), 20, 20, false);
    }

    @Test
    void lettersThatAreMissingAreCounted() {
        PartitionLetters letters = letters(3, null);

        assertThat(letters.add(record(3, 10), 0)).isZero();
        assertThat(letters.add(record(4, 10), 0)).isZero();
        assertThat(letters.add(record(9, 10), 0)).isEqualTo(4);
        // A topic made anew begins again; what it has is read, and nothing of it is missing.
        assertThat(letters.add(record(0, 10), 0)).isZero();

        assertOffsets(letters.cut(limits, SECOND), 3, 9, false);
        assertOffsets(letters.cut(limits, SECOND), 0, 0, false);
    }

    private static PartitionLetters letters(long next, @Nullable Intent rebuild) {
        return new PartitionLetters(LETTERS, next, rebuild);
    }

    private static Intent begun(long end) {
        return new Intent(end, Instant.EPOCH, 3, LETTERS);
    }

    private static void assertOffsets(Optional<LetterBatch> batch, long first, long last, boolean begunBefore) {
        assertThat(batch).hasValueSatisfying(cut -> {
            assertThat(cut.firstOffset()).isEqualTo(first);
            assertThat(cut.lastOffset()).isEqualTo(last);
            assertThat(cut.begunBefore()).isEqualTo(begunBefore);
        });
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, int bytes) {
        return new ConsumerRecord<>(
                "dead-letters",
                0,
                offset,
                1_000,
                TimestampType.CREATE_TIME,
                0,
                bytes,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }
}
