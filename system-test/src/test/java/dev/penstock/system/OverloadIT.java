package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.load.Counted;
import dev.penstock.local.load.LoadRun;
import dev.penstock.local.load.NumberedEvents;
import dev.penstock.local.load.Requests;
import dev.penstock.local.load.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Three times what the edge can do, on a heap of 256 MB: once as requests that keep its core busy, once as bodies
/// that are together many times its heap.
class OverloadIT {

    private static final int ROUNDS = Acceptance.choose(1, 5);
    private static final Duration STEP = Duration.ofSeconds(Acceptance.choose(3, 10));
    private static final Duration NORMAL = Duration.ofSeconds(Acceptance.choose(3, 10));
    private static final Duration OVERLOAD = Duration.ofSeconds(Acceptance.choose(10, 180));
    private static final double EXCESS = 3;

    // Three short numbers against each other on a shared machine; that memory and answers hold is strict everywhere.
    private static final double GOODPUT = Acceptance.choose(0.5, 0.9);
    private static final int SECONDS_TO_NORMAL = Acceptance.choose(15, 5);
    private static final double NORMAL_AGAIN = Acceptance.choose(5.0, 2.0);
    private static final double NORMAL_AGAIN_MILLIS = Acceptance.choose(100.0, 10.0);

    private static final String LANE = "load";
    private static final String PATH = "/v1/events/load";

    enum Shape {
        /// 20 events, 6 KB.
        SMALL(20, 300, 1_000, 64, 256),
        /// 3,000 events, 1 MB.
        LARGE(3_000, 350, 300, 4, 12);

        private final int events;
        private final int size;
        // Of the overload; together they bring 300 times the budget of the large ones, and no more than the edge takes.
        private final int connections;
        private final int fewSenders;
        private final int manySenders;

        Shape(int events, int size, int connections, int fewSenders, int manySenders) {
            this.events = events;
            this.size = size;
            this.connections = connections;
            this.fewSenders = fewSenders;
            this.manySenders = manySenders;
        }

        Requests requests(String key) {
            return new NumberedEvents(NumberedEvents.newRun(), 0, PATH, key, events, size);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeTakenIsRefusedAndTheRestGoesOn(Shape shape) throws InterruptedException, IOException {
        try (LoadedEdge edge = LoadedEdge.start(List.of("-Xmx256m"))) {
            Requests requests = shape.requests(edge.unlimited("acme"));
            double capacity =
                    Capacity.of(edge.url(), requests, ROUNDS, STEP, List.of(shape.fewSenders, shape.manySenders));
            Traffic normal = Traffic.open(LANE, requests, capacity / 2, shape.connections);
            Traffic excess = Traffic.open(LANE, requests, capacity * EXCESS, shape.connections);
            Counted before = LoadRun.of(edge.url(), NORMAL, List.of(normal)).of(LANE);
            long heapBefore = edge.vitals().heapAfterCollection();
            edge.vitals().forgetPeak();
            long logged = edge.events().size();
            Counted overload;
            int secondsToNormal;
            try (LoadRun run = LoadRun.start(edge.url(), List.of(excess))) {
                TimeUnit.NANOSECONDS.sleep(OVERLOAD.toNanos());
                overload = run.take(LANE);
                CompletableFuture<Counted> rest = CompletableFuture.supplyAsync(() -> stopped(run));
                secondsToNormal = secondsToNormal(edge, normal, before.p99() * NORMAL_AGAIN + NORMAL_AGAIN_MILLIS);
                overload = overload.plus(rest.join());
            }
            long landed = edge.events().size() - logged;
            long heapAfter = edge.vitals().heapAfterCollection();

            Map<String, Object> counts = new TreeMap<>();
            counts.put("capacity_requests_per_second", capacity);
            counts.put("goodput_requests_per_second", overload.acceptedPerSecond());
            counts.put("goodput_of_capacity", overload.acceptedPerSecond() / capacity);
            counts.put("events_per_request", shape.events);
            counts.put("refusals_without_retry_after", overload.withoutRetryAfter());
            counts.put("seconds_to_normal", secondsToNormal);
            counts.put("heap_before_mb", heapBefore >> 20);
            counts.put("heap_after_mb", heapAfter >> 20);
            counts.put("resident_peak_mb", edge.vitals().residentPeak() >> 20);
            counts.put("before", before.toString());
            counts.put("overload", overload.toString());
            Acceptance.record("overload-" + shape.name().toLowerCase(Locale.ROOT), counts);

            assertThat(edge.edge().isAlive()).as("the edge lives").isTrue();
            assertThat(Files.readString(edge.edge().log())).doesNotContain("OutOfMemoryError", "OutOfDirectMemory");
            assertThat(overload.answersBut(202, 429, 503))
                    .as("other answers: %s", overload)
                    .isZero();
            assertThat(overload.withoutRetryAfter())
                    .as("refusals without Retry-After")
                    .isZero();
            assertThat(overload.broken())
                    .as("connections that ended without an answer: %s", overload)
                    .isZero();
            assertThat(landed).as("events in the log").isGreaterThanOrEqualTo(overload.answers(202) * shape.events);
            assertThat(overload.acceptedPerSecond()).as("goodput: %s", overload).isGreaterThan(capacity * GOODPUT);
            assertThat(secondsToNormal).as("seconds to normal latency").isLessThanOrEqualTo(SECONDS_TO_NORMAL);
        }
    }

    private static Counted stopped(LoadRun run) {
        try {
            return run.stop().of(LANE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// The first second, from 1, in which nearly all requests of a normal load were as quick as `millis`; 60 when
    /// there was none.
    private static int secondsToNormal(LoadedEdge edge, Traffic normal, double millis) throws InterruptedException {
        try (LoadRun run = LoadRun.start(edge.url(), List.of(normal))) {
            for (int second = 1; second < 60; second++) {
                TimeUnit.SECONDS.sleep(1);
                Counted counted = run.take(LANE);
                if (counted.answers(202) > 0 && counted.answersBut(202) == 0 && counted.p99() <= millis) {
                    return second;
                }
            }
            return 60;
        }
    }
}
