package dev.penstock.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TimingTest {

    @Test
    void theLastLineOfAProgramIsItsTiming() {
        Timing timing = new Timing(1_000, 2.5, 0.5);

        assertThat(Timing.read("noise\n" + new Timing(1, 1, 1).line() + "\n" + timing.line() + "\nmore noise"))
                .isEqualTo(timing);
        assertThat(timing.perSecond()).isEqualTo(400);
        assertThat(timing.perCpuSecond()).isEqualTo(2_000);
    }

    @Test
    void aProgramThatSaysNothingIsNotTimed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Timing.read("noise"));
    }
}
