package dev.penstock.writer.batch;

import java.time.Duration;

/// How large batches are and how long they wait at the moment, for all partitions of a writer: the limits, and what
/// the state of ClickHouse makes of them.
///
/// * While batches are small, they wait as many seconds as the writer has partitions, within linger and max-linger:
///   so a table sees about one insert a second of this writer.
/// * While its tables have many parts, batches wait twice as long.
/// * When ClickHouse was short of memory three times in a row, batches are half as large; they grow back by a tenth
///   of the limit a minute. A batch that was begun is never made smaller: its bytes are known under its token.
///
/// Thread-safe. Times are readings of [System#nanoTime].
public final class BatchPace {

    /// What is left of the limits when halving ends.
    public static final double SMALLEST_SHARE = 1.0 / 16;

    private static final int SHORTAGES = 3;

    private static final double GROWTH_PER_NANO = 0.1 / Duration.ofMinutes(1).toNanos();

    private static final Duration ONE_INSERT = Duration.ofSeconds(1);

    private static final int STRETCHED = 2;

    private final BatchLimits limits;

    private volatile int partitions = 1;
    private volatile boolean stretched;
    private volatile Share share = new Share(1, 0);
    private int shortages;

    public BatchPace(BatchLimits limits) {
        this.limits = limits;
    }

    public BatchLimits limits() {
        return limits;
    }

    /// Most rows of the next batch.
    public int rows(long now) {
        return (int) Math.max(1, Math.round(limits.rows() * share(now)));
    }

    /// Bytes of records at which the next batch is full.
    public long size(long now) {
        return Math.max(1, Math.round(limits.size().toBytes() * share(now)));
    }

    /// How long a record waits for company.
    ///
    /// @param trickle whether batches have been small
    public Duration linger(boolean trickle) {
        Duration linger = limits.linger();
        if (trickle) {
            Duration shared = ONE_INSERT.multipliedBy(partitions);
            Duration longest = limits.maxLinger();
            Duration most = shared.compareTo(longest) < 0 ? shared : longest;
            linger = most.compareTo(linger) > 0 ? most : linger;
        }
        return stretched ? linger.multipliedBy(STRETCHED) : linger;
    }

    /// Says how many partitions this writer has.
    public void partitions(int assigned) {
        partitions = Math.max(1, assigned);
    }

    /// Says whether batches shall wait longer, so that ClickHouse has fewer parts to merge.
    public void stretch(boolean longer) {
        stretched = longer;
    }

    /// ClickHouse had not the memory for a block.
    ///
    /// @param rows of it; a larger one than is made now says nothing of those
    public synchronized void shortOfMemory(int rows, long now) {
        if (rows > rows(now)) {
            return;
        }
        shortages++;
        if (shortages == SHORTAGES) {
            shortages = 0;
            share = new Share(Math.max(SMALLEST_SHARE, share(now) / 2), now);
        }
    }

    /// ClickHouse had the memory for a block.
    public synchronized void enoughMemory() {
        shortages = 0;
    }

    /// The part of the limits that batches may have.
    double share(long now) {
        return share.at(now);
    }

    private record Share(double then, long since) {

        double at(long now) {
            return then == 1 ? 1 : Math.min(1, then + (now - since) * GROWTH_PER_NANO);
        }
    }
}
