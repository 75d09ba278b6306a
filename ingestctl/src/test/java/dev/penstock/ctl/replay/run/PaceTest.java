package dev.penstock.ctl.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long MILLI = 1_000_000;

    private final Throttle free = new Throttle(0, 0);

    @Test
    void aQuarterOfTheTimeIsThreeTimesAsMuchRestAsWork() {
        Pace pace = new Pace(free, 25, 0);

        assertThat(pace.rest(100 * MILLI)).isEqualTo(Duration.ofMillis(300));
        // Of the 350 that passed since, 300 were the rest.
        assertThat(pace.rest(450 * MILLI)).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void allOfTheTimeIsNoRest() {
        assertThat(new Pace(free, 100, 0).rest(60_000 * MILLI)).isZero();
    }

    @Test
    void whatWasWaitedForIsNoWork() {
        Pace pace = new Pace(new Throttle(1_000, 0), 50, 0);
        pace.delay(2_000, 0);

        assertThat(pace.delay(1, 0)).isEqualTo(Duration.ofSeconds(2));
        pace.passed(Duration.ofSeconds(1));
        assertThat(pace.rest(3_010 * MILLI)).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void aRestIsNeverLong() {
        assertThat(new Pace(free, 1, 0).rest(600_000 * MILLI)).isEqualTo(Pace.LONGEST_REST);
    }
}
