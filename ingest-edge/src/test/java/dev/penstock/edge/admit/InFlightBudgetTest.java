package dev.penstock.edge.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.organization.OrgId;
import dev.penstock.model.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class InFlightBudgetTest {

    private static final OrgId ACME = new OrgId("acme");
    private static final OrgId OTHER = new OrgId("other");

    private final InFlightBudget budget = new InFlightBudget(100, 100, 0);

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
    void whoAsksWhetherThereIsRoomTakesNone() {
        InFlightBudget shared = new InFlightBudget(20_000, 12_000, 0);
        InFlightBudget.Lease acme = shared.lease();
        InFlightBudget.Lease other = shared.lease();
        acme.enter(ACME);
        other.enter(OTHER);
        long used = shared.used();

        assertThat(acme.fits(12_000 - InFlightBudget.REQUEST_WEIGHT)).isTrue();
        assertThat(acme.fits(12_001 - InFlightBudget.REQUEST_WEIGHT)).isFalse();
        assertThat(acme.refusal()).isEqualTo(Refusal.ORGANIZATION_BUSY);
        assertThat(shared.used()).isEqualTo(used);
        acme.grow(7_900);
        assertThat(other.fits(20_001 - shared.used())).isFalse();
        assertThat(other.refusal()).isEqualTo(Refusal.EDGE_FULL);
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

    @Test
    void anOrganizationGetsItsShareAndTheOthersLive() {
        InFlightBudget shared = new InFlightBudget(100_000, 40_000, 0);
        InFlightBudget.Lease loud = shared.lease();
        InFlightBudget.Lease alsoLoud = shared.lease();
        InFlightBudget.Lease quiet = shared.lease();
        assertThat(loud.enter(ACME)).isTrue();
        assertThat(alsoLoud.enter(ACME)).isTrue();
        assertThat(loud.grow(30_000)).isTrue();

        assertThat(alsoLoud.grow(10_000)).isFalse();
        assertThat(alsoLoud.refusal()).isEqualTo(Refusal.ORGANIZATION_BUSY);
        assertThat(quiet.enter(OTHER)).isTrue();
        assertThat(quiet.grow(30_000)).isTrue();
        loud.close();
        assertThat(alsoLoud.grow(30_000)).isTrue();
    }

    /// A decoder's window is taken and given back many times within one body.
    @Test
    void whatIsGivenBackIsGivenBackToTheOrganizationToo() {
        InFlightBudget shared = new InFlightBudget(100_000, 40_000, 0);
        InFlightBudget.Lease waiting = shared.lease();
        waiting.enter(ACME);
        for (int i = 0; i < 10; i++) {
            try (InFlightBudget.Lease lease = shared.lease()) {
                assertThat(lease.enter(ACME)).isTrue();
                assertThat(lease.grow(20_000)).isTrue();
                lease.giveBack(20_000);
                assertThat(lease.grow(20_000)).isTrue();
            }
        }

        assertThat(waiting.grow(30_000)).isTrue();
    }

    @Test
    void whatTheEdgeHasNoRoomForCostsTheOrganizationNothing() {
        InFlightBudget shared = new InFlightBudget(50_000, 40_000, 0);
        InFlightBudget.Lease first = shared.lease();
        InFlightBudget.Lease second = shared.lease();
        first.enter(ACME);
        first.grow(30_000);
        second.enter(OTHER);

        assertThat(second.grow(20_000)).isFalse();
        assertThat(second.refusal()).isEqualTo(Refusal.EDGE_FULL);
        first.close();
        assertThat(second.grow(40_000 - InFlightBudget.REQUEST_WEIGHT)).isTrue();
    }

    @Test
    void whoReadsHisAnswerSlowlyHoldsOnlyTheAnswer() {
        InFlightBudget.Lease lease = budget.lease();
        lease.grow(90);

        lease.shrinkTo(20);
        lease.shrinkTo(50);

        assertThat(budget.used()).isEqualTo(20);
        lease.close();
        lease.shrinkTo(10);
        assertThat(budget.used()).isZero();
    }

    @Test
    void onlyOrganizationsInFlightAreRemembered() throws Exception {
        InFlightBudget shared = new InFlightBudget(1_000_000, 500_000, 0);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                OrgId org = i % 2 == 0 ? ACME : OTHER;
                all.add(threads.submit(() -> {
                    for (int round = 0; round < 20_000; round++) {
                        try (InFlightBudget.Lease lease = shared.lease()) {
                            assertThat(lease.enter(org)).isTrue();
                            assertThat(lease.grow(100)).isTrue();
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(shared.organizations()).isZero();
        assertThat(shared.used()).isZero();
    }

    @Test
    void withoutASettingTheBudgetIsAnEighthOfTheHeap() {
        DataSize least = DataSize.ofMegabytes(25);
        DataSize most = DataSize.ofMegabytes(128);

        assertThat(HeapShare.of(256L << 20, least, most)).isEqualTo(DataSize.ofMegabytes(32));
        assertThat(HeapShare.of(4L << 30, least, most)).isEqualTo(most);
        assertThat(HeapShare.of(64L << 20, least, most)).isEqualTo(least);
    }

    @Test
    void theLargestBodyFitsIntoTheSmallestShare() {
        BodyLimits limits =
                new BodyLimits(DataSize.ofMegabytes(5), DataSize.ofMegabytes(20), 100, DataSize.ofMegabytes(32));

        InFlightBudget budget = new InFlightBudget(limits, new OrganizationShare(0.01));
        InFlightBudget.Lease small = budget.lease();
        small.enter(ACME);
        InFlightBudget.Lease largest = budget.lease();
        largest.enter(ACME);

        assertThat(limits.largest()).isGreaterThan(DataSize.ofMegabytes(25).toBytes());
        assertThat(largest.fits(limits.largest() - InFlightBudget.REQUEST_WEIGHT))
                .isTrue();
        assertThat(largest.grow(5 << 20)).isTrue();
        assertThat(largest.growTo(limits.largest())).isTrue();
        assertThat(largest.grow(1)).isFalse();
        assertThat(new OrganizationShare(1).of(limits))
                .isEqualTo(DataSize.ofMegabytes(32).toBytes());
    }

    @Test
    void oneRequestAtATimeGoesBeyondItsOrganizationsShare() {
        InFlightBudget shared = new InFlightBudget(200_000, 40_000, 100_000);
        InFlightBudget.Lease first = shared.lease();
        InFlightBudget.Lease second = shared.lease();
        InFlightBudget.Lease other = shared.lease();
        first.enter(ACME);
        second.enter(ACME);
        other.enter(OTHER);

        assertThat(first.grow(50_000)).isTrue();
        assertThat(second.fits(50_000)).isFalse();
        assertThat(second.grow(50_000)).isFalse();
        assertThat(second.refusal()).isEqualTo(Refusal.ORGANIZATION_BUSY);
        assertThat(other.grow(50_000)).as("another organization's one").isTrue();
        first.close();
        assertThat(second.grow(50_000)).isTrue();
        second.close();
        other.close();
        assertThat(shared.used()).isZero();
        assertThat(shared.organizations()).isZero();
    }
}
