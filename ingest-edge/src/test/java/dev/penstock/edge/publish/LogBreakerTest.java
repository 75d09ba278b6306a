package dev.penstock.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class LogBreakerTest {

    private static final int PROBES = 5;

    private final LogBreaker breaker = new LogBreaker(new PublishPolicy(
            Duration.ofSeconds(1),
            Duration.ofSeconds(8),
            Duration.ofSeconds(4),
            Duration.ofMillis(5),
            DataSize.ofKilobytes(256),
            DataSize.ofMegabytes(64),
            Duration.ofSeconds(8),
            Duration.ofMillis(200)));

    @Test
    void nineUnansweredRequestsAreNotEnoughToRefuse() {
        fail(9);
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.tryPass()).isTrue();
    }

    @Test
    void halfOfTenIsEnough() {
        answer(5);
        fail(5);

        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.tryPass()).isFalse();
    }

    @Test
    void lessThanHalfIsNot() {
        answer(6);
        fail(5);

        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void afterThePauseAFewMayTryAndNoMore() {
        fail(10);
        awaitProbes();

        for (int i = 0; i < PROBES; i++) {
            assertThat(breaker.tryPass()).isTrue();
        }
        assertThat(breaker.tryPass()).isFalse();
    }

    @Test
    void whenTheyAreAnsweredAllMayPassAgain() {
        fail(10);
        awaitProbes();
        answer(PROBES);

        for (int i = 0; i < 100; i++) {
            assertThat(breaker.tryPass()).isTrue();
        }
    }

    @Test
    void whenTheyAreNotThePauseBeginsAgain() {
        fail(10);
        awaitProbes();
        fail(PROBES);
        assertThat(breaker.isOpen()).isTrue();

        awaitProbes();
        assertThat(breaker.tryPass()).isTrue();
    }

    @Test
    void askingWhetherItIsOpenTakesNoPermit() {
        fail(10);
        awaitProbes();
        for (int i = 0; i < 100; i++) {
            assertThat(breaker.isOpen()).isFalse();
        }

        assertThat(breaker.tryPass()).isTrue();
    }

    private void awaitProbes() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(5))
                .until(() -> !breaker.isOpen());
    }

    private void answer(int requests) {
        for (int i = 0; i < requests; i++) {
            assertThat(breaker.tryPass()).isTrue();
            breaker.answered(1_000);
        }
    }

    private void fail(int requests) {
        for (int i = 0; i < requests; i++) {
            assertThat(breaker.tryPass()).isTrue();
            breaker.failed(1_000);
        }
    }
}
