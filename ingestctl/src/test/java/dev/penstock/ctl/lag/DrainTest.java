package dev.penstock.ctl.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ctl.time.SpanText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void whatIsLeftIsDrainedByWhatIsSettledMoreThanComes() {
        Drain drain = Drain.between(
                lag(NOW, partition(0, 100, 1_100, NOW)), lag(NOW.plusSeconds(10), partition(0, 600, 1_300, NOW)));

        assertThat(drain.producedPerSecond()).isEqualTo(20);
        assertThat(drain.settledPerSecond()).isEqualTo(50);
        // 700 are unread, and 30 a second fewer each second.
        assertThat(drain.time()).isEqualTo(Duration.ofMillis(23_333));
    }

    @Test
    void aLagThatDoesNotBecomeLessIsNeverDrained() {
        Lag first = lag(NOW, partition(0, 100, 1_100, NOW));

        assertThat(Drain.between(first, lag(NOW.plusSeconds(10), partition(0, 100, 1_100, NOW)))
                        .time())
                .isNull();
        assertThat(Drain.between(first, lag(NOW.plusSeconds(10), partition(0, 1_100, 1_100, null)))
                        .time())
                .isZero();
    }

    @Test
    void whatExpiresFirstAndWhatIsLostIsToldOfAllPartitions() {
        Lag lag = lag(
                NOW,
                partition(50, 20, 70, NOW.minus(Duration.ofDays(6))),
                partition(0, 10, 20, NOW.minusSeconds(30)),
                partition(0, 5, 5, null));

        assertThat(lag.lost()).isEqualTo(30);
        assertThat(lag.unread()).isEqualTo(30);
        assertThat(lag.behind()).isEqualTo(Duration.ofDays(6));
        assertThat(lag.expiresIn()).isEqualTo(Duration.ofDays(1));
        assertThat(SpanText.of(lag.expiresIn())).isEqualTo("1d 0h");
        assertThat(SpanText.of(Duration.ofSeconds(125))).isEqualTo("2m 5s");
    }

    private static Lag lag(Instant at, PartitionLag... partitions) {
        return new Lag(at, Duration.ofDays(7), false, List.of(partitions));
    }

    private static PartitionLag partition(long begin, long next, long end, @Nullable Instant oldest) {
        return new PartitionLag(0, begin, next, end, oldest);
    }
}
