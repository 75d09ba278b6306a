package dev.penstock.writer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class PartitionBufferTest {

    private static final BatchLimits LIMITS = new BatchLimits(
            3, DataSize.ofBytes(1_000), Duration.ofSeconds(1), Duration.ofSeconds(2), DataSize.ofMegabytes(1));

    private final BatchPace pace = new BatchPace(LIMITS);
    private final PartitionBuffer buffer = new PartitionBuffer(pace);

    @Test
    void aFullBatchDoesNotWait() {
        add(0, 1, 2, 3);

        assertThat(buffer.cut(0)).contains(new Batch(records(0, 1, 2), Trigger.ROWS));
        assertThat(buffer.cut(0)).isEmpty();
    }

    @Test
    void aLogThatBeginsAgainBelowBeginsAnotherBatch() {
        add(7, 8, 3);

        assertThat(buffer.cut(millis(1_000)).map(Batch::records)).contains(records(7, 8));
        assertThat(buffer.cut(millis(3_000)).map(Batch::records)).contains(records(3));
    }

    @Test
    void aHoleInTheLogBeginsAnotherBatch() {
        add(7, 9);

        assertThat(buffer.cut(millis(1_000)).map(Batch::records)).contains(records(7));
    }

    @Test
    void aBatchBegunBeforeEndsWhereItEndedWhateverTheLimitsAre() {
        add(0, 1, 2, 3);
        assertThat(buffer.cutAt(4)).isEmpty();
        assertThat(buffer.reaches(4)).isFalse();

        add(4, 5);

        assertThat(buffer.reaches(4)).isTrue();
        assertThat(buffer.cutAt(4)).contains(new Batch(records(0, 1, 2, 3, 4), Trigger.INTENT));
        assertThat(buffer.bytes()).isEqualTo(record(5, 1).bytes());
    }

    @Test
    void aBatchIsFullByItsBytesToo() {
        buffer.add(record(0, 950));
        assertThat(buffer.cut(0)).map(Batch::trigger).contains(Trigger.SIZE);
        assertThat(buffer.bytes()).isZero();
    }

    @Test
    void aQuietPartitionIsFlushedByPollingNotByTheNextRecord() {
        add(0, 1);

        assertThat(buffer.cut(millis(999))).isEmpty();
        assertThat(buffer.cut(millis(1_000))).map(Batch::trigger).contains(Trigger.LINGER);
    }

    @Test
    void aTrickleWaitsLongerSoThatInsertsStayFew() {
        pace.partitions(3);
        add(0, 1);
        buffer.cut(millis(1_000));
        buffer.add(new SourceRecord(2, 0, 0, new byte[1], millis(1_100)));

        assertThat(buffer.cut(millis(2_200))).isEmpty();
        assertThat(buffer.cut(millis(3_100))).isPresent();
    }

    /// A table that sees one partition of this writer has its insert a second already.
    @Test
    void aTrickleOfOnePartitionWaitsNoLongerThanAnyBatch() {
        add(0, 1);
        buffer.cut(millis(1_000));
        buffer.add(new SourceRecord(2, 0, 0, new byte[1], millis(1_100)));

        assertThat(buffer.cut(millis(2_100))).isPresent();
    }

    @Test
    void afterShortMemoryBatchesAreSmallerButNotOneThatWasBegun() {
        for (int i = 0; i < 3; i++) {
            pace.shortOfMemory(1, 0);
        }
        add(0, 1, 2, 3, 4, 5);

        assertThat(buffer.cutAt(2)).map(Batch::records).contains(records(0, 1, 2));
        assertThat(buffer.cut(0)).map(Batch::records).contains(records(3, 4));
    }

    @Test
    void aLoneRecordAfterASilenceWaitsTheShortTime() {
        pace.partitions(3);
        add(0, 1);
        buffer.cut(millis(1_000));
        buffer.add(new SourceRecord(2, 0, 0, new byte[1], millis(60_000)));

        assertThat(buffer.cut(millis(61_000))).isPresent();
    }

    @Test
    void whatIsPutBackComesFirstAgain() {
        add(0, 1, 2, 3);
        Batch batch = buffer.cut(0).orElseThrow();

        buffer.putBack(batch.after(0));

        assertThat(buffer.cut(0)).contains(new Batch(records(1, 2, 3), Trigger.ROWS));
    }

    @Test
    void itIsFullWithTwoBatches() {
        add(0, 1, 2, 3, 4);
        assertThat(buffer.full()).isFalse();
        add(5);
        assertThat(buffer.full()).isTrue();
    }

    private final Map<Long, SourceRecord> made = new HashMap<>();

    private void add(long... offsets) {
        records(offsets).forEach(buffer::add);
    }

    // The same offset is the same object: records have no equality of their own.
    private List<SourceRecord> records(long... offsets) {
        return LongStream.of(offsets)
                .mapToObj(offset -> made.computeIfAbsent(offset, unknown -> record(offset, 1)))
                .toList();
    }

    private static SourceRecord record(long offset, int size) {
        return new SourceRecord(offset, 0, 0, new byte[size], 0);
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
