package dev.penstock.edge.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class InFlightBudgetTest {

    private final InFlightBudget budget =
            new InFlightBudget(new BodyLimits(DataSize.ofBytes(10), DataSize.ofBytes(100), 100, DataSize.ofBytes(100)));

    @Test
    void theLastByteIsGivenAndNotOneMore() {
        InFlightBudget.Lease first = budget.lease();
        InFlightBudget.Lease second = budget.lease();

        assertThat(first.grow(60)).isTrue();
        assertThat(second.grow(40)).isTrue();
        assertThat(second.grow(1)).isFalse();
        first.close();
        assertThat(second.grow(60)).isTrue();
    }

    @Test
    void growingToWhatItHasAlreadyTakesNothing() {
        InFlightBudget.Lease lease = budget.lease();
        lease.grow(40);

        assertThat(lease.growTo(30)).isTrue();
        assertThat(budget.used()).isEqualTo(40);
        assertThat(lease.growTo(100)).isTrue();
        assertThat(lease.growTo(101)).isFalse();
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void closingTwiceGivesBackOnceAndAClosedLeaseTakesNothing() {
        InFlightBudget.Lease lease = budget.lease();
        lease.grow(70);
        lease.close();
        lease.close();

        assertThat(lease.grow(10)).isFalse();
        assertThat(budget.used()).isZero();
    }

    @Test
    void nothingIsLostWhenAllThreadsTakeAndGive() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    for (int round = 0; round < 50_000; round++) {
                        try (InFlightBudget.Lease lease = budget.lease()) {
                            lease.grow(30);
                            lease.grow(20);
                            assertThat(budget.used()).isBetween(0L, 100L);
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(budget.used()).isZero();
    }

    @Test
    void aSmallBodyMayUnpackToAMegabyteAndALargeOneToItsRatio() {
        BodyLimits limits =
                new BodyLimits(DataSize.ofMegabytes(5), DataSize.ofMegabytes(20), 100, DataSize.ofMegabytes(128));

        assertThat(limits.mostUnpacked(10)).isEqualTo(1 << 20);
        assertThat(limits.mostUnpacked(50_000)).isEqualTo(5_000_000);
        assertThat(limits.mostUnpacked(5 << 20)).isEqualTo(20 << 20);
    }
}
