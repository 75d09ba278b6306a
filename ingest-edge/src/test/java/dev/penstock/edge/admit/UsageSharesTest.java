package dev.penstock.edge.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.usage.EdgeUsage;
import dev.penstock.model.usage.OrganizationUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageSharesTest {

    private static final OrgId ACME = new OrgId("acme");
    private static final Instant AT = Instant.parse("2026-11-01T00:00:00Z");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LIMIT = 1_000;
    private static final UsagePolicy POLICY = new UsagePolicy("", 1, Duration.ofSeconds(5), 1_000);

    private final UsageShares shares = sharesOf("a", POLICY);

    @Test
    void aloneAnEdgeGivesAwayEverything() {
        assertThat(shares.of(ACME)).isEqualTo(1);

        echo(0);
        shares.tick(List.of(), 0);

        assertThat(shares.of(ACME)).isEqualTo(1);
        assertThat(shares.even()).isEqualTo(1);
        assertThat(shares.isConnected()).isTrue();
    }

    @Test
    void beforeTheEdgesHearEachOtherTheExpectedNumberCounts() {
        UsageShares expecting = sharesOf("a", new UsagePolicy("", 4, Duration.ofSeconds(5), 1_000));

        assertThat(expecting.of(ACME)).isEqualTo(0.3);
        expecting.tick(List.of(), SECOND);
        assertThat(expecting.of(ACME)).isEqualTo(0.3);
        assertThat(expecting.isConnected()).isFalse();
    }

    @Test
    void whenTheTopicIsLostTheLastKnownNumberCounts() {
        echo(0);
        hear("b", 300, 0);
        hear("c", 300, 0);
        shares.tick(List.of(), 0);
        assertThat(shares.edges()).isEqualTo(3);

        for (int second = 1; second < 60; second++) {
            shares.tick(List.of(), second * SECOND);
        }

        assertThat(shares.isConnected()).isFalse();
        assertThat(shares.edges()).isEqualTo(3);
        assertThat(shares.of(ACME)).isCloseTo(0.4, within(1e-9));
        assertThat(shares.even()).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void anEdgeThatIsSilentOrSaysGoodbyeLeavesItsPartToTheOthers() {
        echo(0);
        hear("b", 0, 0);
        hear("c", 0, 0);
        shares.tick(List.of(), 0);
        assertThat(shares.even()).isCloseTo(0.4, within(1e-9));

        shares.left("c");
        shares.tick(List.of(), SECOND);
        assertThat(shares.even()).isCloseTo(0.6, within(1e-9));

        for (int second = 1; second <= 6; second++) {
            echo(second * SECOND);
            shares.tick(List.of(), second * SECOND);
        }
        assertThat(shares.even()).isEqualTo(1);
    }

    @Test
    void edgesAndOrganizationsAreBoundedAndThoseLeftOutCounted() {
        UsageShares bounded = sharesOf("a", new UsagePolicy("", 1, Duration.ofSeconds(5), 2));
        List<OrganizationUsage> used = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            used.add(new OrganizationUsage(new OrgId("org" + i), 0, 100L * i, 0));
        }
        for (int i = 0; i < UsageShares.MOST_EDGES + 3; i++) {
            bounded.heard(new EdgeUsage("edge" + i, AT, List.of()), 0);
        }

        List<OrganizationUsage> told = bounded.tick(used, SECOND);

        assertThat(told).extracting(OrganizationUsage::org).containsExactly(new OrgId("org4"), new OrgId("org3"));
        assertThat(bounded.omitted()).isEqualTo(2);
        assertThat(bounded.ignored()).isEqualTo(3);
    }

    @Test
    void onlyWhatWasUsedSinceTheLastTimeIsTold() {
        shares.tick(List.of(new OrganizationUsage(ACME, 5, 100, 0)), 0);

        assertThat(shares.tick(List.of(new OrganizationUsage(ACME, 9, 300, 0)), 2 * SECOND))
                .containsExactly(new OrganizationUsage(ACME, 2, 100, 0));
        assertThat(shares.tick(List.of(new OrganizationUsage(ACME, 9, 300, 0)), 3 * SECOND))
                .isEmpty();
    }

    /// Edges with real meters, whose records reach the others a moment later; demand is skewed, and moves.
    @ParameterizedTest(name = "{0} times the limit, as {1}/{2}/{3}")
    @CsvSource({
        "1.0, 80, 10, 10",
        "1.5, 80, 10, 10",
        "3.0, 80, 10, 10",
        "10, 80, 10, 10",
        "100, 80, 10, 10",
        "2.0, 100, 0, 0",
        "2.0, 50, 50, 0",
        "3.0, 34, 33, 33",
    })
    void theSumOfAllEdgesHoldsTheLimitHoweverTheDemandIsSkewed(double times, int first, int second, int third) {
        Fleet fleet = new Fleet(3);
        double[] demand = {times * LIMIT * first / 100, times * LIMIT * second / 100, times * LIMIT * third / 100};

        fleet.run(60, demand);
        assertThat(fleet.admitted / 60.0).isBetween(0.75 * Math.min(1, times) * LIMIT, 1.25 * LIMIT);

        // The load balancer thinks otherwise now.
        fleet.admitted = 0;
        fleet.run(60, new double[] {demand[2], demand[0], demand[1]});
        assertThat(fleet.admitted / 60.0).isBetween(0.75 * Math.min(1, times) * LIMIT, 1.25 * LIMIT);
    }

    @Test
    void inEachTenSecondsOfASteadyDemandTheSumHolds() {
        Fleet fleet = new Fleet(3);
        double[] demand = {8 * LIMIT, LIMIT, LIMIT};
        fleet.run(10, demand);

        for (int i = 0; i < 10; i++) {
            fleet.admitted = 0;
            fleet.run(10, demand);
            assertThat(fleet.admitted / 10.0).isBetween(0.75 * LIMIT, 1.25 * LIMIT);
        }
    }

    @Test
    void manyEdgesHoldTheSumToo() {
        Fleet fleet = new Fleet(20);
        double[] demand = new double[20];
        for (int i = 0; i < 20; i++) {
            demand[i] = i < 3 ? LIMIT : 0;
        }
        fleet.run(20, demand);
        fleet.admitted = 0;

        fleet.run(60, demand);

        assertThat(fleet.admitted / 60.0).isBetween(0.75 * LIMIT, 1.25 * LIMIT);
    }

    @Test
    void whenTheTopicComesBackNoEdgeThinksItselfAlone() {
        Fleet fleet = new Fleet(3);
        double[] demand = {LIMIT, LIMIT, LIMIT};
        fleet.run(10, demand);
        fleet.silent = true;
        fleet.run(60, demand);
        fleet.silent = false;
        fleet.admitted = 0;

        fleet.run(5, demand);

        assertThat(fleet.admitted / 5.0).isBetween(0.75 * LIMIT, 1.25 * LIMIT);
    }

    @Test
    void withoutTheTopicTheSumIsAFifthMoreAtMost() {
        Fleet fleet = new Fleet(3);
        fleet.run(10, new double[] {LIMIT, LIMIT, LIMIT});
        fleet.silent = true;
        fleet.run(10, new double[] {LIMIT, LIMIT, LIMIT});
        fleet.admitted = 0;

        fleet.run(60, new double[] {LIMIT, LIMIT, LIMIT});

        assertThat(fleet.admitted / 60.0).isBetween(1.15 * LIMIT, 1.25 * LIMIT);
    }

    private void echo(long now) {
        shares.heard(new EdgeUsage("a", AT, List.of()), now);
    }

    private void hear(String instance, long events, long now) {
        shares.heard(new EdgeUsage(instance, AT, List.of(new OrganizationUsage(ACME, 0, events, 0))), now);
    }

    private static UsageShares sharesOf(String instance, UsagePolicy policy) {
        return new UsageShares(policy, instance, org -> new Limits(null, LIMIT, null));
    }

    /// Some edges in simulated time. Each is asked for one event at a time, at random moments.
    private static final class Fleet {

        private final List<UsageShares> shares = new ArrayList<>();
        private final List<Gcra> meters = new ArrayList<>();
        private final long[] totals;
        private final Random random = new Random(7);
        private long now;
        private long admitted;
        private boolean silent;

        Fleet(int edges) {
            totals = new long[edges];
            for (int i = 0; i < edges; i++) {
                shares.add(sharesOf("edge" + i, POLICY));
                meters.add(new Gcra(now));
            }
        }

        void run(int seconds, double[] demand) {
            for (int step = 0; step < seconds * 100; step++) {
                now += SECOND / 100;
                for (int edge = 0; edge < totals.length; edge++) {
                    send(edge, demand[edge] / 100);
                    // Each on its own beat.
                    if (step % 100 == edge * 7 % 100) {
                        tell(edge);
                    }
                }
            }
        }

        private void send(int edge, double events) {
            long count = (long) events + (random.nextDouble() < events % 1 ? 1 : 0);
            for (long i = 0; i < count; i++) {
                long cost = (long) Math.ceil(SECOND / (LIMIT * shares.get(edge).of(ACME)));
                if (meters.get(edge).take(cost, SECOND, now) < 0) {
                    totals[edge]++;
                    admitted++;
                }
            }
        }

        private void tell(int edge) {
            List<OrganizationUsage> usage =
                    shares.get(edge).tick(List.of(new OrganizationUsage(ACME, 0, totals[edge], 0)), now);
            if (!silent) {
                shares.forEach(one -> one.heard(new EdgeUsage("edge" + edge, AT, usage), now));
            }
        }
    }
}
