package dev.penstock.writer.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.progress.OffsetRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogMarksTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final LogMarks marks = new LogMarks(Duration.ofSeconds(15));

    @Test
    void anIdlePartitionIsCompleteUntilTheMarginBeforeNow() {
        marks.ended(0, 7, NOON);
        assertThat(marks.completeUntil(0, 7)).contains(NOON.minusSeconds(15));

        marks.ended(0, 7, NOON.plusSeconds(60));
        assertThat(marks.completeUntil(0, 7)).contains(NOON.plusSeconds(45));
    }

    @Test
    void unsettledRecordsHoldTheTimeWhereTheLogEndedBeforeThem() {
        marks.ended(0, 7, NOON);
        marks.ended(0, 9, NOON.plusSeconds(5));
        marks.ended(0, 12, NOON.plusSeconds(10));
        assertThat(marks.completeUntil(0, 6)).isEmpty();

        assertThat(marks.completeUntil(0, 8)).contains(NOON.minusSeconds(15));
        assertThat(marks.completeUntil(0, 9)).contains(NOON.plusSeconds(5).minusSeconds(15));
        assertThat(marks.completeUntil(0, 12)).contains(NOON.plusSeconds(10).minusSeconds(15));
    }

    @Test
    void itNeverGoesBack() {
        marks.ended(0, 7, NOON);
        assertThat(marks.completeUntil(0, 7)).contains(NOON.minusSeconds(15));

        // The clock was set back.
        marks.ended(0, 7, NOON.minusSeconds(60));
        assertThat(marks.completeUntil(0, 7)).contains(NOON.minusSeconds(15));
    }

    @Test
    void aLongOutageIsRememberedInLargerSteps() {
        for (int second = 0; second < 10_000; second++) {
            marks.ended(0, 100 + second, NOON.plusSeconds(second));
        }

        assertThat(marks.completeUntil(0, 50)).isEmpty();
        assertThat(marks.completeUntil(0, 5_100).orElseThrow())
                .isBetween(NOON.plusSeconds(4_900), NOON.plusSeconds(5_000 - 15));
        assertThat(marks.completeUntil(0, 10_099).orElseThrow())
                .isBetween(NOON.plusSeconds(9_900), NOON.plusSeconds(9_999 - 15));
    }

    @Test
    void partitionsAreKnownApartAndForgotten() {
        marks.ended(0, 7, NOON);
        marks.ended(1, 7, NOON.plusSeconds(1));
        marks.keepOnly(Set.of(1));

        assertThat(marks.completeUntil(0, 7)).isEmpty();
        assertThat(marks.completeUntil(1, 7)).contains(NOON.plusSeconds(1).minusSeconds(15));
    }

    @Test
    void theOldEndsOfALogThatWasCutMeanNothing() {
        marks.ended(0, 100, NOON);
        marks.ended(0, 10, NOON.plusSeconds(5));

        assertThat(marks.completeUntil(0, 9)).isEmpty();
        assertThat(marks.completeUntil(0, 10)).contains(NOON.plusSeconds(5).minusSeconds(15));
    }

    @Test
    void theLastRowsOfEachPartitionAreCountedAndNoMoreThanAllowed() {
        assertThat(DuplicateWatch.between(Map.of(0, 10L, 1, 5L), Map.of(0, 1_000L, 1, 5L, 2, 9L), 30))
                .isEqualTo(Map.of(0, new OffsetRange(990, 999)));
        assertThat(DuplicateWatch.between(Map.of(), Map.of(0, 9L), 30)).isEmpty();
    }
}
