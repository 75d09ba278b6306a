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
/// @param maxBuffered bytes of records the whole process holds; above it, no partition is fetched from
@ConfigurationProperties("penstock.writer.batch")
public record BatchLimits(
        @DefaultValue("50000") int rows,
        @DefaultValue("16MB") DataSize size,
        @DefaultValue("1s") Duration linger,
        @DefaultValue("2s") Duration maxLinger,
        @DefaultValue("256MB") DataSize maxBuffered) {

    private static final int MOST_ROWS = 200_000;

    private static final DataSize MOST_BYTES = DataSize.ofMegabytes(48);

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
        if (maxBuffered.toBytes() < 2 * size.toBytes()) {
            throw new IllegalArgumentException("penstock.writer.batch.max-buffered (" + maxBuffered
                    + ") must be at least twice penstock.writer.batch.size (" + size + ")");
        }
    }
}
