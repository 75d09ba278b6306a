package dev.penstock.writer.insert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

    private final ConcurrencyLimit limit = new ConcurrencyLimit(1, 4, 2.5);

    private long now;

    @Test
    void itBeginsWithTwoAndStaysWithinItsBounds() {
        assertThat(limit.now()).isEqualTo(2);
        assertThat(new ConcurrencyLimit(1, 1, 2.5).now()).isEqualTo(1);
        assertThat(new ConcurrencyLimit(3, 4, 2.5).now()).isEqualTo(3);
        assertThat(new ConcurrencyLimit(8, 4, 2.5).now()).isEqualTo(4);
    }

    @Test
    void whileInsertsAreQuickAndAllRunOneMoreMay() {
        stored(10_000, 40, true, 20);

        assertThat(limit.now()).isEqualTo(4);
    }

    @Test
    void whereFewerRunThanMayNothingIsLearntAboutMore() {
        stored(10_000, 40, false, 20);

        assertThat(limit.now()).isEqualTo(2);
    }

    /// What 26.7 does to inserts when parts pile up, long before it refuses them.
    @Test
    void insertsThatClickHouseDelaysLetFewerRun() {
        stored(1_000, 2, true, 20);

        stored(1_000, 336, true, 1);
        assertThat(limit.now()).isEqualTo(3);
        stored(1_000, 1_004, true, 3);

        assertThat(limit.now()).isEqualTo(1);
    }

    @Test
    void oneSlowInsertOnABusyMachineIsForgiven() {
        stored(100_000, 400, true, 20);

        stored(100_000, 1_200, true, 1);

        assertThat(limit.now()).isEqualTo(4);
    }

    /// Ten times the rows take ten times as long, which is no sign of anything.
    @Test
    void insertsAreComparedWithThoseOfTheirSize() {
        stored(1_000, 10, true, 20);

        stored(100_000, 400, true, 20);

        assertThat(limit.now()).isEqualTo(4);
    }

    @Test
    void aFailureHalvesAndFurtherOnesOfTheSameMomentDoNot() {
        stored(10_000, 40, true, 20);

        limit.failed(now);
        limit.failed(now);
        limit.failed(now);
        assertThat(limit.now()).isEqualTo(2);

        now += Duration.ofSeconds(2).toNanos();
        limit.failed(now);
        assertThat(limit.now()).isEqualTo(1);
    }

    @Test
    void itRecoversWhenClickHouseDoes() {
        stored(1_000, 2, true, 20);
        stored(1_000, 1_004, true, 10);
        assertThat(limit.now()).isEqualTo(1);

        stored(1_000, 3, true, 60);

        assertThat(limit.now()).isEqualTo(4);
    }

    @Test
    void aClickHouseThatStaysSlowerIsNotComparedForEverWithWhatItWas() {
        stored(10_000, 200, true, 20);
        stored(10_000, 800, true, 10);
        assertThat(limit.now()).isEqualTo(1);

        for (int minute = 0; minute < 30; minute++) {
            now += Duration.ofMinutes(1).toNanos();
            stored(10_000, 800, true, 1);
        }

        assertThat(limit.now()).isEqualTo(4);
    }

    private void stored(int rows, long millis, boolean saturated, int times) {
        for (int i = 0; i < times; i++) {
            now += Duration.ofMillis(millis).toNanos();
            limit.stored(rows, Duration.ofMillis(millis).toNanos(), saturated, now);
        }
    }
}
