package dev.penstock.ctl.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.ctl.audit.Flying.Stretch;
import dev.penstock.sink.audit.BatchLine;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlyingTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:07:30Z");

    @Test
    void whatNoBatchHasIsInFlightUnlessItIsSettled() {
        PartitionRange range = new PartitionRange(0, 0, 10, 100, 60);
        List<BatchLine> lines = List.of(line(5, 19, 1), line(20, 39, 2), line(41, 59, 3));

        // The record at 40 was passed over: no line has it, and it is settled.
        assertThat(Flying.uncounted(range, lines)).containsExactly(new Stretch(60, 100));
    }

    @Test
    void aBatchWhoseLineIsAheadOfWhatWritersTellIsCountedOnce() {
        PartitionRange range = new PartitionRange(0, 0, 0, 100, 10);

        assertThat(Flying.uncounted(range, List.of(line(0, 9, 1), line(10, 69, 2))))
                .containsExactly(new Stretch(70, 100));
    }

    @Test
    void ofABatchThatWasReadAgainFromItsMiddleTheFirstHalfIsCountedFromTheLog() {
        PartitionRange range = new PartitionRange(0, 0, 0, 150, 150);

        assertThat(Flying.uncounted(range, List.of(line(0, 99, 1), line(50, 149, 2))))
                .containsExactly(new Stretch(0, 50));
    }

    @Test
    void aPartitionThatNobodyHasToldOfIsAllInFlight() {
        assertThat(Flying.uncounted(new PartitionRange(0, 0, 3, 7, 0), List.of()))
                .containsExactly(new Stretch(3, 7));
        assertThat(Flying.uncounted(new PartitionRange(0, 0, 7, 7, 0), List.of()))
                .isEmpty();
    }

    @Test
    void timesAreWholeMinutes() {
        assertThat(PointInTime.parse("-2h", NOW)).isEqualTo(Instant.parse("2026-03-01T08:07:00Z"));
        assertThat(PointInTime.parse("now", NOW)).isEqualTo(Instant.parse("2026-03-01T10:07:00Z"));
        assertThat(PointInTime.parse("2026-11-01T10:00Z", NOW)).isEqualTo(Instant.parse("2026-11-01T10:00:00Z"));
        assertThat(PointInTime.parse("@2026-11-01T10:00:59+01:00", NOW))
                .isEqualTo(Instant.parse("2026-11-01T09:00:00Z"));
        assertThatThrownBy(() -> PointInTime.parse("yesterday", NOW)).hasMessageContaining("-2h");
    }

    private static BatchLine line(long first, long last, long version) {
        return new BatchLine("t", 0, first, last, version);
    }
}
