package dev.penstock.ctl.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void rowsWaitUntilThoseBeforeThemHaveHadTheirTime() {
        Throttle throttle = new Throttle(1_000, 5 * SECOND);

        assertThat(throttle.take(2_000, 5 * SECOND)).isZero();
        assertThat(throttle.take(500, 6 * SECOND)).isEqualTo(Duration.ofSeconds(1));
        assertThat(throttle.take(500, 6 * SECOND)).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void timeThatPassedUnusedIsNotSaved() {
        Throttle throttle = new Throttle(1_000, 0);

        assertThat(throttle.take(1_000, 60 * SECOND)).isZero();
        assertThat(throttle.take(1_000, 60 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void withoutALimitNothingWaits() {
        Throttle throttle = new Throttle(0, 0);

        assertThat(throttle.take(1_000_000, 0)).isZero();
        assertThat(throttle.take(1_000_000, 0)).isZero();
    }
}
