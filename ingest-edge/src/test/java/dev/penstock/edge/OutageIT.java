package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.event.Event;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Kafka goes away and comes back: answers stay honest and quick, and nothing accepted is lost.
@Tag("completeness")
class OutageIT {

    // An answer is due after 1 s, a producer gives up after 8: between the two, with room for a slow machine.
    private static final Duration QUICK = Duration.ofSeconds(5);

    // What nobody waits with who has given up on Kafka, which stays away for longer.
    private static final Duration UNHINDERED = Duration.ofSeconds(3);

    private TestingKafka kafka;
    private RunningEdge edge;

    @BeforeEach
    void start() {
        kafka = TestingKafka.start();
        edge = RunningEdge.start(kafka, Map.of("penstock.edge.publish.answer-timeout", "1s"));
    }

    @AfterEach
    void stop() {
        edge.close();
        kafka.close();
    }

    @Test
    void whileKafkaIsSilentTheAnswerIs503SoonAndTheEdgeLives() {
        kafka.pause();
        try {
            expectUnavailable();
            assertThat(elapsed(() -> assertThat(edge.get("/livez").statusCode()).isEqualTo(200)))
                    .isLessThan(UNHINDERED);
            assertThat(edge.get("/readyz").statusCode()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(edge.get("/readyz").body())
                            .contains("\"degraded\"")
                            .contains("control topic has been silent"));
        } finally {
            kafka.resume();
        }
        expectRecovery();
    }

    @Test
    void whileKafkaIsDownTheAnswerIs503SoonAndTheEdgeLives() {
        kafka.stop();

        expectUnavailable();
        assertThat(edge.get("/livez").statusCode()).isEqualTo(200);

        kafka.restart();
        expectRecovery();
    }

    @Test
    void underLoadNoEventLoopWaitsForKafkaAndNothingAcceptedIsLost() throws Exception {
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        AtomicInteger refused = new AtomicInteger();
        AtomicBoolean running = new AtomicBoolean(true);
        Duration worst;
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                all.add(senders.submit(() -> {
                    while (running.get()) {
                        String id = UUID.randomUUID().toString();
                        HttpResponse<String> answer = edge.post("/v1/events", "{\"event_id\":\"" + id + "\"}");
                        if (answer.statusCode() == 202) {
                            accepted.add(id);
                        } else {
                            assertThat(answer.statusCode()).isEqualTo(503);
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> accepted.size() > 500);
            kafka.pause();
            worst = worstProbe(Duration.ofSeconds(6));
            kafka.resume();
            int before = accepted.size();
            await().atMost(Duration.ofSeconds(30)).until(() -> accepted.size() > before + 500);
            running.set(false);
            for (Future<?> sender : all) {
                sender.get();
            }
        }

        assertThat(worst).isLessThan(UNHINDERED);
        assertThat(refused).hasPositiveValue();
        Set<String> stored =
                edge.events().stream().map(Event::id).map(Object::toString).collect(Collectors.toSet());
        assertThat(stored).containsAll(accepted);
        // A client has its answer a little before the edge has put the request away.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> edge.metrics().contains("penstock_edge_in_flight_bytes 0.0"));
    }

    private Duration worstProbe(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Duration worst = Duration.ZERO;
        while (System.nanoTime() < end) {
            Duration probe =
                    elapsed(() -> assertThat(edge.get("/livez").statusCode()).isEqualTo(200));
            worst = probe.compareTo(worst) > 0 ? probe : worst;
        }
        return worst;
    }

    private void expectUnavailable() {
        // More than the breaker's window, one after another: the first wait for Kafka, the later are refused at once.
        for (int i = 0; i < 3; i++) {
            Duration time = elapsed(() -> {
                HttpResponse<String> answer = edge.post("/v1/events", "{\"a\":1}");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(answer.body()).contains("\"code\":\"log_unavailable\"");
                assertThat(Integer.parseInt(
                                answer.headers().firstValue("Retry-After").orElseThrow()))
                        .isBetween(1, 5);
            });
            assertThat(time).isLessThan(QUICK);
        }
        HttpResponse<String> tinybird = edge.send(edge.request("/v0/events?name=a")
                .header("Authorization", "Bearer " + edge.key())
                .POST(BodyPublishers.ofString("{}")));
        assertThat(tinybird.statusCode()).isEqualTo(503);
        assertThat(tinybird.body()).startsWith("{\"error\":");
    }

    /// One answer alone says nothing: it may have been let through to try, and the partition of the next event may
    /// still be without a leader.
    private void expectRecovery() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            for (int i = 0; i < 10; i++) {
                assertThat(edge.post("/v1/events", "{\"a\":1}").statusCode()).isEqualTo(202);
            }
        });
    }

    private static Duration elapsed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
