package dev.penstock.writer.batch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// When the records of a partition are handed to ClickHouse: at the first of rows, size and linger.
///
/// @param rows most records of a batch; up to 200000, which ClickHouse still takes as one block
/// @param size bytes of records at which a batch is full; up to 48MB, so that its rows stay one block
/// @param linger longest time a record waits for company; part of the 3 s from accepted to queryable
/// @param maxLinger what linger grows to while batches stay small, so that a quiet table sees few inserts
/// @param maxBuffered bytes of records the whole process holds; above it, no partition is fetched from. 0B: a quarter
///     of the heap, up to 256 MB, but as much as two batches
@ConfigurationProperties("penstock.writer.batch")
public record BatchLimits(
        @DefaultValue("50000") int rows,
        @DefaultValue("16MB") DataSize size,
        @DefaultValue("1s") Duration linger,
        @DefaultValue("2s") Duration maxLinger,
        @DefaultValue("0B") DataSize maxBuffered) {

    private static final int MOST_ROWS = 200_000;

    private static final DataSize MOST_BYTES = DataSize.ofMegabytes(48);

    // The rest of the heap is for what a poll brings on top, and for the rows and blocks of the inserts that run.
    private static final int HEAP_PARTS = 4;
    private static final long MOST_BY_HEAP = DataSize.ofMegabytes(256).toBytes();

    public BatchLimits {
        if (rows < 1 || rows > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "penstock.writer.batch.rows must be from 1 to " + MOST_ROWS + ": " + rows);
        }
        if (size.toBytes() < 1 || size.compareTo(MOST_BYTES) > 0) {
            throw new IllegalArgumentException(
                    "penstock.writer.batch.size must be from 1B to " + MOST_BYTES + ": " + size);
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("penstock.writer.batch.linger must not be negative: " + linger);
        }
        if (maxLinger.compareTo(linger) < 0) {
            throw new IllegalArgumentException("penstock.writer.batch.max-linger (" + maxLinger
                    + ") must not be below penstock.writer.batch.linger (" + linger + ")");
        }
        if (maxBuffered.toBytes() != 0 && maxBuffered.toBytes() < 2 * size.toBytes()) {
            throw new IllegalArgumentException("penstock.writer.batch.max-buffered (" + maxBuffered
                    + ") must be at least twice penstock.writer.batch.size (" + size + ")");
        }
    }

    /// Bytes of records the whole process holds.
    public long mostBuffered() {
        return mostBuffered(Runtime.getRuntime().maxMemory());
    }

    long mostBuffered(long heap) {
        long byHeap = Math.max(2 * size.toBytes(), Math.min(MOST_BY_HEAP, heap / HEAP_PARTS));
        return maxBuffered.toBytes() == 0 ? byHeap : maxBuffered.toBytes();
    }
}
