package dev.penstock.ctl.replay.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ctl.replay.shadow.Slices.HourCount;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlicesTest {

    @Test
    void hoursAreTakenTogetherUntilTheyAreEnough() {
        assertThat(Slices.of(List.of(new HourCount(5, 40), new HourCount(9, 60), new HourCount(10, 1)), 100))
                .containsExactly(new Slice(5, 10, 0, 1), new Slice(10, 11, 0, 1));
    }

    /// An hour between that has too many must neither take its neighbours in nor leave them out.
    @Test
    void anHourOfTooManyIsCutByTheIdsOfItsEvents() {
        assertThat(Slices.of(List.of(new HourCount(5, 10), new HourCount(6, 250), new HourCount(7, 10)), 100))
                .containsExactly(
                        new Slice(5, 6, 0, 1),
                        new Slice(6, 7, 0, 3),
                        new Slice(6, 7, 1, 3),
                        new Slice(6, 7, 2, 3),
                        new Slice(7, 8, 0, 1));
    }

    @Test
    void nothingHasNoSlices() {
        assertThat(Slices.of(List.of(), 100)).isEmpty();
    }

    @Test
    void aSliceSaysWhichRowsItHas() {
        assertThat(new Slice(2, 3, 1, 4).condition())
                .isEqualTo("(timestamp >= fromUnixTimestamp64Milli(toInt64(7200000), 'UTC') AND timestamp <"
                        + " fromUnixTimestamp64Milli(toInt64(10800000), 'UTC') AND sipHash64(event_id) % 4 = 1)");
    }
}
