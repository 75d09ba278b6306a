package dev.penstock.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.event.Event;
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
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The edge is told to stop in the middle of its work.
@Tag("completeness")
class ShutdownIT {

    @Test
    void whatWasAcceptedWhileStoppingIsInTheLogAndTheEndComesSoon() throws Exception {
        try (TestingKafka kafka = TestingKafka.start()) {
            Set<String> accepted = ConcurrentHashMap.newKeySet();
            RunningEdge edge = RunningEdge.start(
                    kafka, Map.of("penstock.edge.publish.linger", "200ms", "penstock.edge.http.drain-delay", "300ms"));
            Duration stopping;
            try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    all.add(senders.submit(() -> sendUntilRefused(edge, accepted)));
                }
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> accepted.size() > 200);
                long start = System.nanoTime();
                edge.close();
                stopping = Duration.ofNanos(System.nanoTime() - start);
                for (Future<?> sender : all) {
                    sender.get();
                }
            }

            assertThat(stopping).isBetween(Duration.ofMillis(300), Duration.ofSeconds(30));
            Set<String> stored =
                    edge.events().stream().map(Event::id).map(Object::toString).collect(Collectors.toSet());
            assertThat(stored).containsAll(accepted);
        }
    }

    private static void sendUntilRefused(RunningEdge edge, Set<String> accepted) {
        while (true) {
            String id = UUID.randomUUID().toString();
            try {
                if (edge.post("/v1/events", "{\"event_id\":\"" + id + "\"}").statusCode() == 202) {
                    accepted.add(id);
                }
            } catch (IllegalStateException e) {
                // The port is closed: the end.
                return;
            }
        }
    }
}
