package dev.penstock.writer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class BatchPaceTest {

    private static final BatchLimits LIMITS = new BatchLimits(
            16_000, DataSize.ofBytes(1_600_000), Duration.ofSeconds(1), Duration.ofSeconds(2), DataSize.ofMegabytes(8));

    private final BatchPace pace = new BatchPace(LIMITS);

    @Test
    void withoutTroubleTheLimitsCount() {
        assertThat(pace.rows(0)).isEqualTo(16_000);
        assertThat(pace.size(0)).isEqualTo(1_600_000);
        assertThat(pace.linger(false)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void withoutALimitOfItsOwnWhatIsHeldFollowsTheHeap() {
        BatchLimits byHeap = new BatchLimits(
                50_000, DataSize.ofMegabytes(16), Duration.ofSeconds(1), Duration.ofSeconds(2), DataSize.ofBytes(0));

        assertThat(byHeap.mostBuffered(megabytes(400))).isEqualTo(megabytes(100));
        assertThat(byHeap.mostBuffered(megabytes(8_000))).isEqualTo(megabytes(256));
        assertThat(byHeap.mostBuffered(megabytes(64))).isEqualTo(megabytes(32));
        assertThat(LIMITS.mostBuffered(megabytes(64))).isEqualTo(megabytes(8));
    }

    @Test
    void smallBatchesWaitASecondForEachPartitionUpToTheLongest() {
        assertThat(pace.linger(true)).isEqualTo(Duration.ofSeconds(1));

        pace.partitions(2);
        assertThat(pace.linger(true)).isEqualTo(Duration.ofSeconds(2));

        pace.partitions(40);
        assertThat(pace.linger(true)).isEqualTo(Duration.ofSeconds(2));
        assertThat(pace.linger(false)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aLingerThatWasSetToNothingStaysSoForOneAlone() {
        BatchPace none = new BatchPace(new BatchLimits(
                16_000, DataSize.ofBytes(1_600_000), Duration.ZERO, Duration.ZERO, DataSize.ofMegabytes(8)));
        none.partitions(3);

        assertThat(none.linger(true)).isZero();
    }

    @Test
    void manyPartsDoubleTheWaitForAsLongAsThereAreMany() {
        pace.partitions(3);
        pace.stretch(true);
        assertThat(pace.linger(true)).isEqualTo(Duration.ofSeconds(4));
        assertThat(pace.linger(false)).isEqualTo(Duration.ofSeconds(2));

        pace.stretch(false);
        assertThat(pace.linger(true)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void threeShortagesInARowHalveWhatComesAfter() {
        shortages(16_000, 2, 0);
        pace.enoughMemory();
        shortages(16_000, 2, 0);
        assertThat(pace.rows(0)).isEqualTo(16_000);

        shortages(16_000, 1, 0);

        assertThat(pace.rows(0)).isEqualTo(8_000);
        assertThat(pace.size(0)).isEqualTo(800_000);
    }

    /// The batch that began it is tried again, as large as it is, until it passes: that says nothing of smaller ones.
    @Test
    void aLargeBatchThatIsStillTriedHalvesNothingMore() {
        shortages(16_000, 300, 0);

        assertThat(pace.rows(0)).isEqualTo(8_000);
    }

    @Test
    void halvingEndsAtASixteenth() {
        shortages(500, 300, 0);

        assertThat(pace.rows(0)).isEqualTo(1_000);
    }

    @Test
    void theyGrowBackByATenthOfTheLimitAMinute() {
        shortages(16_000, 3, 0);

        assertThat(pace.rows(minutes(1))).isEqualTo(9_600);
        assertThat(pace.rows(minutes(4))).isEqualTo(14_400);
        assertThat(pace.rows(minutes(6))).isEqualTo(16_000);
        assertThat(pace.rows(minutes(60_000))).isEqualTo(16_000);
    }

    private void shortages(int rows, int count, long now) {
        for (int i = 0; i < count; i++) {
            pace.shortOfMemory(rows, now);
        }
    }

    private static long megabytes(long megabytes) {
        return megabytes * 1024 * 1024;
    }

    private static long minutes(long minutes) {
        return Duration.ofMinutes(minutes).toNanos();
    }
}
