package dev.penstock.edge.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.pressure.PressureLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PressureBoardTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final PressureBoard board = new PressureBoard(SampleHolders.pressure());
    private Instant wallClock = Instant.parse("2026-11-01T00:00:00Z");
    private long now = -5;

    @Test
    void knowingNothingIsFineButSaysSo() {
        board.evaluate(now);

        assertThat(board.level()).isEqualTo(PressureLevel.FINE);
        assertThat(board.reasons()).isEmpty();
        assertThat(board.concerns())
                .containsExactly("no writer has told how far it is: nothing is refused for pressure on the sink");
    }

    @Test
    void theWorstPartitionCounts() {
        publish(0, PressureLevel.FINE);
        publish(1, PressureLevel.HIGH);
        publish(2, PressureLevel.ELEVATED);

        assertThat(board.level()).isEqualTo(PressureLevel.HIGH);
        assertThat(board.concerns()).singleElement().asString().contains("sink_full");
    }

    @Test
    void aLevelIsEnteredAtOnceAndLeftWhenItWasNotReachedForHalfAMinute() {
        publish(0, PressureLevel.CRITICAL);
        assertThat(board.level()).isEqualTo(PressureLevel.CRITICAL);

        for (int i = 0; i < 29; i++) {
            now += SECOND;
            publish(0, i == 10 ? PressureLevel.HIGH : PressureLevel.FINE);
            assertThat(board.level()).isEqualTo(PressureLevel.CRITICAL);
        }
        now += SECOND;
        publish(0, PressureLevel.FINE);
        assertThat(board.level()).isEqualTo(PressureLevel.HIGH);
        now += 11 * SECOND;
        publish(0, PressureLevel.FINE);

        assertThat(board.level()).isEqualTo(PressureLevel.FINE);
        assertThat(board.concerns()).isEmpty();
    }

    @Test
    void whenTheWritersAreSilentTheOwnReckoningCounts() {
        publish(0, PressureLevel.FINE);
        assertThat(board.isSilent(0, now)).isFalse();
        board.reckoned(0, 0.1, now);
        board.evaluate(now);
        assertThat(board.level()).isEqualTo(PressureLevel.FINE);

        now += 11 * SECOND;
        assertThat(board.isSilent(0, now)).isTrue();
        board.reckoned(0, 0.39, now);
        board.evaluate(now);

        assertThat(board.level()).isEqualTo(PressureLevel.HIGH);
        publish(0, PressureLevel.FINE);
        assertThat(board.isSilent(0, now)).isFalse();
    }

    @Test
    void whatIsNotKnownAnyMoreCountsAsItWas() {
        publish(0, PressureLevel.HIGH);

        now += 3_600 * SECOND;
        board.evaluate(now);

        assertThat(board.level()).isEqualTo(PressureLevel.HIGH);
    }

    /// What was in the topic before this edge came is believed by its own time, what comes while it reads by its
    /// coming: the clocks of two machines need not agree.
    @Test
    void anOldRecordSaysNothingUnlessItWasJustWritten() {
        wallClock = wallClock.plus(Duration.ofDays(2));
        Pressure old =
                new Pressure(0, PressureLevel.CRITICAL, Duration.ZERO, 0.1, wallClock.minus(Duration.ofHours(1)));

        assertThat(board.published(old, false, wallClock, now)).isFalse();
        board.evaluate(now);
        assertThat(board.level()).isEqualTo(PressureLevel.FINE);

        assertThat(board.published(old, true, wallClock, now)).isTrue();
        board.evaluate(now);
        assertThat(board.level()).isEqualTo(PressureLevel.CRITICAL);
    }

    @Test
    void partitionsAreBoundedAndThoseThatAreGoneForgotten() {
        for (int i = 0; i < PressureBoard.MOST_PARTITIONS; i++) {
            assertThat(board.reckoned(i, 0.1, now)).isTrue();
        }

        assertThat(board.reckoned(PressureBoard.MOST_PARTITIONS, 0.1, now)).isFalse();
        board.keepOnly(0);
        assertThat(board.reckoned(PressureBoard.MOST_PARTITIONS, 1, now)).isTrue();
        board.evaluate(now);
        assertThat(board.level()).isEqualTo(PressureLevel.FINE);
    }

    private void publish(int partition, PressureLevel level) {
        Pressure pressure = new Pressure(partition, level, Duration.ZERO, 0.5, wallClock.plusSeconds(10));
        assertThat(board.published(pressure, true, wallClock, now)).isTrue();
        board.evaluate(now);
    }
}
