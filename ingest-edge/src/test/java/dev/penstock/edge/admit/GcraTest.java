package dev.penstock.edge.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GcraTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    // A reading of nanoTime can be anything.
    private static final long START = Long.MAX_VALUE - SECOND / 2;

    // Ten a second.
    private static final long ONE = SECOND / 10;

    private final Gcra limit = new Gcra(START);

    @Test
    void theBurstIsAdmittedAtOnceAndThenOneEachInterval() {
        for (int i = 0; i < 10; i++) {
            assertThat(limit.take(ONE, SECOND, START)).isNegative();
        }

        assertThat(limit.take(ONE, SECOND, START)).isEqualTo(ONE);
        assertThat(limit.take(ONE, SECOND, START + ONE - 1)).isEqualTo(1);
        assertThat(limit.take(ONE, SECOND, START + ONE)).isNegative();
    }

    @Test
    void whatCostsMoreThanTheBurstIsAdmittedWhenNothingIsUsedAndIsPaidForAfterwards() {
        assertThat(limit.take(3 * SECOND, SECOND, START)).isNegative();

        assertThat(limit.take(ONE, SECOND, START)).isEqualTo(2 * SECOND + ONE);
        assertThat(limit.take(3 * SECOND, SECOND, START + SECOND)).isEqualTo(2 * SECOND);
        assertThat(limit.take(3 * SECOND, SECOND, START + 3 * SECOND)).isNegative();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        long used = -limit.take(SECOND, SECOND, START);

        limit.giveBack(SECOND, START + used, START + ONE);

        assertThat(limit.used(START + ONE)).isZero();
        assertThat(limit.take(SECOND, SECOND, START + ONE)).isNegative();
        assertThat(limit.take(ONE, SECOND, START + ONE)).isPositive();
    }

    @Test
    void whatTimeHasFreedIsNotGivenTwice() {
        long until = START - limit.take(SECOND, SECOND, START);
        long later = START + 2 * SECOND;
        limit.take(SECOND, SECOND, later);

        limit.giveBack(SECOND, until, later);

        assertThat(limit.used(later)).isEqualTo(SECOND);
    }

    /// Whoever sends whatever whenever: no stretch of time sees more than its rate and one burst, and whoever comes
    /// back alone when he was told is admitted.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noStretchOfTimeSeesMoreThanItsRateAndABurst(long seed) {
        Random random = new Random(seed);
        long now = START;
        List<long[]> admitted = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            now += random.nextLong(2 * ONE);
            long cost = 1 + random.nextLong(random.nextInt(10) == 0 ? SECOND : ONE);
            long result = limit.take(cost, SECOND, now);
            if (result < 0) {
                admitted.add(new long[] {now, cost});
            } else {
                assertThat(result).isLessThanOrEqualTo(SECOND);
                if (random.nextBoolean()) {
                    now += result;
                    assertThat(limit.take(cost, SECOND, now)).isNegative();
                    admitted.add(new long[] {now, cost});
                }
            }
        }

        assertThat(admitted).hasSizeGreaterThan(500);
        for (int from = 0; from < admitted.size(); from++) {
            long begun = admitted.get(from)[0];
            long sum = 0;
            for (int to = from; to < admitted.size(); to++) {
                sum += admitted.get(to)[1];
                assertThat(sum).isLessThanOrEqualTo(admitted.get(to)[0] - begun + SECOND);
            }
        }
    }

    @Test
    void allThreadsTogetherGetNotOneMoreThanThereIs() throws Exception {
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    int taken = 0;
                    for (int round = 0; round < 50_000; round++) {
                        taken += limit.take(SECOND / 100_000, SECOND, START) < 0 ? 1 : 0;
                    }
                    return taken;
                }));
            }
        }

        int taken = 0;
        for (Future<Integer> one : all) {
            taken += one.get();
        }
        assertThat(taken).isEqualTo(100_000);
    }

    @Test
    void givingBackFromManyThreadsLeavesNothingUsed() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    for (int round = 0; round < 20_000; round++) {
                        long used = -limit.take(ONE, SECOND, START);
                        if (used > 0) {
                            limit.giveBack(ONE, START + used, START);
                        }
                    }
                }));
            }
        }

        for (Future<?> one : all) {
            one.get();
        }
        assertThat(limit.used(START)).isZero();
    }
}
