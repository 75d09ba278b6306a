package dev.penstock.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private final RetryPolicy policy =
            new RetryPolicy(Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofSeconds(5));

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(policy.pauseAfter(1, Duration.ZERO, null, 0)).contains(Duration.ofMillis(100));
        assertThat(policy.pauseAfter(3, Duration.ZERO, null, 0)).contains(Duration.ofMillis(400));
        assertThat(policy.pauseAfter(1_000, Duration.ZERO, null, 0)).contains(Duration.ofSeconds(5));
    }

    @Test
    void jitterTakesAtMostHalf() {
        assertThat(policy.pauseAfter(2, Duration.ZERO, null, 1)).contains(Duration.ofMillis(100));
    }

    @Test
    void retryAfterIsNeverUndercut() {
        assertThat(policy.pauseAfter(1, Duration.ZERO, Duration.ofSeconds(7), 1))
                .contains(Duration.ofSeconds(7));
        assertThat(policy.pauseAfter(9, Duration.ZERO, Duration.ZERO, 0)).contains(Duration.ofSeconds(5));
    }

    @Test
    void noAttemptStartsAfterTheBudget() {
        assertThat(policy.pauseAfter(9, Duration.ofSeconds(15), null, 0)).contains(Duration.ofSeconds(5));
        assertThat(policy.pauseAfter(9, Duration.ofMillis(15_001), null, 0)).isEmpty();
        assertThat(policy.pauseAfter(1, Duration.ofSeconds(18), Duration.ofSeconds(3), 0))
                .isEmpty();
    }
}
