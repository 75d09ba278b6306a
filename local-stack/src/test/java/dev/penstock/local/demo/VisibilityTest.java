package dev.penstock.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VisibilityTest {

    private static final long MILLISECOND = 1_000_000;

    private final Visibility visibility = new Visibility();

    @Test
    void aRequestCountsOnceAllItsEventsAreSeen() {
        visibility.sending(0, 3, 0);

        visibility.seen(Map.of(0, 2), 10 * MILLISECOND);
        assertThat(visibility.events()).isZero();
        assertThat(visibility.allVisible()).isFalse();

        visibility.seen(Map.of(0, 3), 20 * MILLISECOND);
        visibility.seen(Map.of(0, 3), 99 * MILLISECOND);
        assertThat(visibility.events()).isEqualTo(3);
        assertThat(visibility.allVisible()).isTrue();
        assertThat(visibility.latency().max()).isEqualTo(20);
    }

    @Test
    void everyEventOfARequestWeighsTheSame() {
        visibility.sending(0, 1, 0);
        visibility.sending(1, 99, 0);

        visibility.seen(Map.of(1, 99), 5 * MILLISECOND);
        visibility.seen(Map.of(0, 1), 900 * MILLISECOND);

        assertThat(visibility.latency().p95()).isEqualTo(5);
        assertThat(visibility.latency().max()).isEqualTo(900);
    }

    @Test
    void whatIsVisibleNeedNotBeAskedForAgain() {
        visibility.sending(0, 1, 0);
        visibility.sending(1, 1, 0);
        visibility.sending(2, 1, 0);

        visibility.seen(Map.of(0, 1, 2, 1), MILLISECOND);

        assertThat(visibility.lowestOpen()).isEqualTo(1);
    }
}
