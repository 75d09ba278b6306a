package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Results;
import dev.penstock.local.load.Traffic;
import dev.penstock.model.limit.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// One organization sends twenty times what it may; ten others, which keep to half of theirs, do not notice.
class NoisyNeighbourIT {

    private static final int ROUNDS = Acceptance.choose(1, 5);
    private static final Duration BASELINE = Duration.ofSeconds(Acceptance.choose(4, 20));
    private static final Duration NOISE = Duration.ofSeconds(Acceptance.choose(8, 60));
    private static final int QUIET = 10;
    private static final double EXCESS = 20;
    private static final int EVENTS = 5;

    // Of the edge's capacity, all requests together: what is refused costs less than what is accepted, so the edge is
    // busy and not overloaded.
    private static final double LOAD = 0.5;

    // On a CI machine that is shared with others, a second in which it was not ours is in the percentile. Refusals of
    // the quiet and the rate of the noisy are not of that kind, and strict everywhere.
    private static final double SLOWER = Acceptance.choose(5.0, 1.5);
    private static final double SLOWER_BY_MILLIS = Acceptance.choose(500.0, 0.0);

    private static final String NOISY = "noisy";
    private static final String PATH = "/v1/events/load";

    @Test
    void theOthersSeeNoRefusalAndHardlyADelay() throws InterruptedException {
        try (LoadedEdge edge = LoadedEdge.start(List.of("-Xmx256m"))) {
            long run = NumberedEvents.newRun();
            NumberedEvents unlimited = new NumberedEvents(run, 0, PATH, edge.unlimited("warm"), EVENTS, 300);
            double capacity = Capacity.of(
                    edge.url(), unlimited, ROUNDS, Duration.ofSeconds(Acceptance.choose(3, 10)), List.of(64, 256));
            long limit = Math.max(20, Math.round(capacity * LOAD / (EXCESS + QUIET * 0.5)));
            List<Traffic> quiet = new ArrayList<>();
            for (int i = 1; i <= QUIET; i++) {
                String name = "quiet-" + i;
                String key = edge.organization(name, requests(limit));
                quiet.add(Traffic.open(name, new NumberedEvents(run, i, PATH, key, EVENTS, 300), limit * 0.5, 32));
            }
            String key = edge.organization(NOISY, requests(limit));
            Traffic noisy = Traffic.open(
                    NOISY, new NumberedEvents(run, QUIET + 1, PATH, key, EVENTS, 300), limit * EXCESS, 256);

            Round[] rounds = new Round[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                rounds[i] = round(edge, quiet, noisy, limit);
            }
            judge(capacity, limit, rounds);
        }
    }

    private static Limits requests(long perSecond) {
        return new Limits(perSecond, null, null);
    }

    private static Round round(LoadedEdge edge, List<Traffic> quiet, Traffic noisy, long limit)
            throws InterruptedException {
        Counted alone = LoadRun.of(edge.url(), BASELINE, quiet).all();
        List<Traffic> all = new ArrayList<>(quiet);
        all.add(noisy);
        try (LoadRun run = LoadRun.start(edge.url(), all)) {
            // The burst that a limit allows is over after it.
            TimeUnit.SECONDS.sleep(2);
            Counted first = run.take().of(name -> !name.equals(NOISY));
            TimeUnit.NANOSECONDS.sleep(NOISE.toNanos());
            Results results = run.take();
            Counted last = run.stop().of(name -> !name.equals(NOISY));
            return new Round(
                    alone,
                    first.plus(last).plus(results.of(name -> !name.equals(NOISY))),
                    results.of(NOISY),
                    results.of(NOISY).acceptedPerSecond() / limit);
        }
    }

    private static void judge(double capacity, long limit, Round... rounds) {
        double[] ratios = new double[rounds.length];
        double[] alone = new double[rounds.length];
        double[] beside = new double[rounds.length];
        double[] shares = new double[rounds.length];
        for (int i = 0; i < rounds.length; i++) {
            alone[i] = rounds[i].alone.p99();
            beside[i] = rounds[i].beside.p99();
            ratios[i] = beside[i] / alone[i];
            shares[i] = rounds[i].share;
        }
        Map<String, Object> counts = new TreeMap<>();
        counts.put("rounds", rounds.length);
        counts.put("capacity_requests_per_second", capacity);
        counts.put("limit_requests_per_second", limit);
        counts.put("quiet_p99_alone_ms", Capacity.median(alone));
        counts.put("quiet_p99_beside_ms", Capacity.median(beside));
        counts.put("quiet_p99_ratio", Capacity.median(ratios));
        counts.put("noisy_share_of_its_limit", Capacity.median(shares));
        counts.put("details", List.of(rounds).toString());
        Acceptance.record("noisy-neighbour", counts);

        for (Round round : rounds) {
            assertThat(round.alone.answersBut(202))
                    .as("quiet, alone: %s", round.alone)
                    .isZero();
            assertThat(round.beside.answersBut(202))
                    .as("quiet, beside: %s", round.beside)
                    .isZero();
            assertThat(round.beside.broken() + round.beside.unanswered() + round.beside.unsent())
                    .as("quiet without an answer: %s", round.beside)
                    .isZero();
            assertThat(round.noisy.answersBut(202, 429))
                    .as("noisy: %s", round.noisy)
                    .isZero();
            assertThat(round.noisy.answers(429)).as("refusals of the noisy one").isPositive();
            assertThat(round.noisy.withoutRetryAfter())
                    .as("429 without Retry-After")
                    .isZero();
        }
        assertThat(Capacity.median(shares))
                .as("share of its limit the noisy one got")
                .isBetween(0.95, 1.05);
        assertThat(Capacity.median(beside))
                .as("p99 of the quiet in ms, alone %s", Capacity.median(alone))
                .isLessThanOrEqualTo(Capacity.median(alone) * SLOWER + SLOWER_BY_MILLIS);
    }

    /// @param alone the quiet without the noisy one
    /// @param beside the quiet beside it
    /// @param share what the noisy one got of its limit
    private record Round(Counted alone, Counted beside, Counted noisy, double share) {}
}
