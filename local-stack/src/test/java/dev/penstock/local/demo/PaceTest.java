package dev.penstock.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void aRequestWaitsForTheEventsBeforeIt() {
        Pace pace = new Pace(1_000, 0);

        assertThat(pace.turn(100)).isZero();
        assertThat(pace.turn(1)).isEqualTo(100_000_000);
        assertThat(pace.turn(10)).isEqualTo(101_000_000);
    }

    @Test
    void withoutARateNothingWaits() {
        Pace pace = new Pace(0, 0);

        pace.turn(1_000_000);

        assertThat(pace.turn(1)).isZero();
    }
}
