package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Requests;
import dev.penstock.local.load.Results;
import dev.penstock.local.load.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Kafka keeps its connections and answers nothing, under load.
@Tag("completeness")
class KafkaPausedIT {

    private static final int PAUSE_SECONDS = Acceptance.choose(8, 60);

    // A pause of the CI machine is no fault of the edge, and neither number is a promise of what was accepted.
    private static final double LIVEZ_MILLIS = Acceptance.choose(1_000.0, 100.0);
    private static final Duration RECOVERY = Duration.ofSeconds(Acceptance.choose(30, 10));

    private static final double RATE = Acceptance.choose(300.0, 2_000.0);
    private static final String EVENTS = "events";
    private static final String LIVEZ = "livez";

    @Test
    void nothingIsAcceptedThatTheLogDoesNotHoldAndTheEdgeStaysAlive() throws InterruptedException {
        try (LoadedEdge edge = LoadedEdge.start(List.of("-Xmx256m"))) {
            NumberedEvents requests =
                    new NumberedEvents(NumberedEvents.newRun(), 0, "/v1/events/load", edge.unlimited("acme"), 5, 300);
            Requests probes = Requests.same(Requests.head("GET", "/livez", -1), new byte[0], 0);
            // More connections than requests can wait in the time an answer may take: none is held back.
            List<Traffic> traffic =
                    List.of(Traffic.open(EVENTS, requests, RATE, (int) (RATE * 3)), Traffic.open(LIVEZ, probes, 50, 4));
            Counted before;
            Results paused;
            Duration recovery;
            Results after;
            long missing;
            try (LoadRun run = LoadRun.start(edge.url(), traffic)) {
                TimeUnit.SECONDS.sleep(5);
                before = run.take(EVENTS);
                paused = paused(edge, run);
                recovery = recovery(run);
                after = run.stop();
                missing = edge.events().missing(requests, run.acceptedRequests(EVENTS));
            }

            Counted all = before.plus(paused.of(EVENTS)).plus(after.of(EVENTS));
            record(paused, recovery, all, missing);
            assertThat(before.answers(202)).as("202s before the pause").isPositive();
            assertThat(paused.of(EVENTS).answers(503)).as("503s in the pause").isPositive();
            assertThat(missing).as("events accepted and not in the log").isZero();
            assertThat(all.answersBut(202, 503)).as("other answers: %s", all).isZero();
            assertThat(all.withoutRetryAfter()).as("503s without Retry-After").isZero();
            assertThat(all.broken() + all.unanswered())
                    .as("requests without an answer: %s", all)
                    .isZero();
            assertThat(paused.of(LIVEZ).answersBut(200)).isZero();
            assertThat(paused.of(LIVEZ).p99()).as("p99 of /livez in ms").isLessThan(LIVEZ_MILLIS);
            assertThat(recovery).isLessThan(RECOVERY);
        }
    }

    private static Results paused(LoadedEdge edge, LoadRun run) throws InterruptedException {
        run.take();
        edge.kafka().pause();
        try {
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            return run.take();
        } finally {
            edge.kafka().resume();
        }
    }

    /// The time until nine of ten requests of half a second are accepted again.
    private static Duration recovery(LoadRun run) throws InterruptedException {
        long start = System.nanoTime();
        long deadline = start + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline) {
            long accepted = run.accepted(EVENTS);
            TimeUnit.MILLISECONDS.sleep(500);
            if (run.accepted(EVENTS) - accepted >= RATE / 2 * 0.9) {
                return Duration.ofNanos(System.nanoTime() - start);
            }
        }
        throw new AssertionError("a minute after Kafka goes on, events are still refused: " + run.take(EVENTS));
    }

    private static void record(Results paused, Duration recovery, Counted all, long missing) {
        Map<String, Object> counts = new TreeMap<>();
        counts.put("pause_s", PAUSE_SECONDS);
        counts.put("requests_per_second", RATE);
        counts.put("accepted_requests", all.answers(202));
        counts.put("refused_requests", all.answers(503));
        counts.put("accepted_in_the_pause", paused.of(EVENTS).answers(202));
        counts.put("accepted_and_not_in_the_log", missing);
        counts.put("refusals_without_retry_after", all.withoutRetryAfter());
        counts.put("unanswered", all.unanswered() + all.broken());
        counts.put("livez_p99_ms", paused.of(LIVEZ).p99());
        counts.put("refusal_p99_ms", paused.of(EVENTS).refused().getValueAtPercentile(99) / 1000.0);
        counts.put("recovery_ms", recovery.toMillis());
        Acceptance.record("kafka-paused", counts);
    }
}
