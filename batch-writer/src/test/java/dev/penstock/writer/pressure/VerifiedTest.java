package dev.penstock.writer.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.progress.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifiedTest {

    private final Verified verified = new Verified();

    @Test
    void whatWasSettledBeforeThisWriterIsNotVouchedFor() {
        verified.startsAt(100);
        verified.settled(109, List.of(), List.of(), 0);

        assertThat(verified.from()).isEqualTo(100);
        assertThat(verified.deadLettered()).isEmpty();
    }

    @Test
    void deadLettersAreNamedAgainAndAgainAndOfSeveralBatchesTogether() {
        verified.startsAt(100);
        verified.settled(109, List.of(range(103)), List.of(), 0);
        verified.settled(119, List.of(), List.of(), 1);
        verified.settled(129, List.of(range(120)), List.of(), 2);

        assertThat(verified.from()).isEqualTo(100);
        assertThat(verified.deadLettered()).containsExactly(range(103), range(120));
        assertThat(verified.deadLettered()).containsExactly(range(103), range(120));
    }

    @Test
    void afterAWhileABatchIsNotVouchedForAnyMore() {
        verified.startsAt(100);
        verified.settled(109, List.of(range(103)), List.of(), 0);
        verified.settled(119, List.of(range(115)), List.of(), Verified.WINDOW.toNanos());
        assertThat(verified.from()).isEqualTo(100);

        verified.settled(129, List.of(), List.of(), Verified.WINDOW.toNanos() + 1);

        assertThat(verified.from()).isEqualTo(110);
        assertThat(verified.deadLettered()).containsExactly(range(115));
    }

    @Test
    void theLastBatchIsVouchedForHoweverLongAgoItWas() {
        verified.startsAt(0);
        verified.settled(9, List.of(), List.of(), 0);
        verified.settled(19, List.of(range(12)), List.of(), Duration.ofDays(1).toNanos());

        assertThat(verified.from()).isEqualTo(10);
        assertThat(verified.deadLettered()).containsExactly(range(12));
    }

    @Test
    void tooManyDeadLettersMakeItReachBackLessAndNotLie() {
        verified.startsAt(0);
        verified.settled(1_999, everySecond(0, 600), List.of(), 0);
        verified.settled(3_999, everySecond(2_000, 600), List.of(), 1);

        assertThat(verified.from()).isEqualTo(2_000);
        assertThat(verified.deadLettered()).isEqualTo(everySecond(2_000, 600));
    }

    @Test
    void aBatchWithMoreDeadLettersThanARecordTakesIsNotVouchedForAtAll() {
        verified.startsAt(0);
        verified.settled(49_999, everySecond(0, Verified.MOST_RANGES_AT_ONCE + 1), List.of(), 0);

        assertThat(verified.from()).isEqualTo(50_000);
        assertThat(verified.deadLettered()).isEmpty();
    }

    @Test
    void parkedOffsetsAreNamedForTheirOwnAndCountedWithTheDeadLetters() {
        verified.startsAt(0);
        verified.settled(1_999, everySecond(0, 500), List.of(range(1_500)), 0);
        assertThat(verified.parked()).containsExactly(range(1_500));
        assertThat(verified.deadLettered()).hasSize(500);

        verified.settled(3_999, List.of(), everySecond(2_000, 500), 1);

        assertThat(verified.from()).isEqualTo(2_000);
        assertThat(verified.deadLettered()).isEmpty();
        assertThat(verified.parked()).isEqualTo(everySecond(2_000, 500));
    }

    private static OffsetRange range(long offset) {
        return new OffsetRange(offset, offset);
    }

    private static List<OffsetRange> everySecond(long first, int count) {
        List<OffsetRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranges.add(range(first + 2L * i));
        }
        return ranges;
    }
}
