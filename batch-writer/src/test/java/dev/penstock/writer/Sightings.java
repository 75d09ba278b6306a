package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.model.event.Event;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// How long after an event was received a query shows it. Asks often, so it is wrong by some tens of milliseconds.
final class Sightings implements AutoCloseable {

    private static final long PACE_MILLIS = 25;

    private final Stage stage;
    private final StreamName stream;
    private final Map<String, Instant> awaited = new ConcurrentHashMap<>();
    private final Queue<Sighting> seen = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> looking;

    Sightings(Stage stage, StreamName stream) {
        this.stage = stage;
        this.stream = stream;
        this.looking = pace.scheduleWithFixedDelay(this::look, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Looks out for those of the stream. To be told before they are sent.
    void expect(Collection<Event> events) {
        for (Event event : events) {
            if (event.stream().equals(stream)) {
                awaited.put(event.id().toString(), event.receivedAt());
            }
        }
    }

    /// Of the events that were received from `from` on and before `to`. Waits until all of them are seen.
    Delays between(Instant from, Instant to) {
        await().atMost(Stage.PATIENCE)
                .until(() -> awaited.values().stream().noneMatch(received -> received.isBefore(to)));
        return Delays.of(seen.stream()
                .filter(one -> !one.received.isBefore(from) && one.received.isBefore(to))
                .map(Sighting::millis)
                .toList());
    }

    /// Fails when looking has: what was not seen then was not late.
    void end() {
        close();
        assertThat(looking.state()).as("what became of the looking").isEqualTo(Future.State.CANCELLED);
    }

    @Override
    public void close() {
        looking.cancel(false);
        pace.close();
    }

    private void look() {
        awaited.values().stream().min(Instant::compareTo).ifPresent(oldest -> {
            String ids = stage.query("SELECT event_id FROM %s.events_raw WHERE stream = '" + stream
                    + "' AND received_at >= fromUnixTimestamp64Milli(" + oldest.toEpochMilli() + ")");
            Instant now = Instant.now();
            ids.lines().forEach(id -> {
                Instant received = awaited.remove(id);
                if (received != null) {
                    seen.add(new Sighting(received, now.toEpochMilli() - received.toEpochMilli()));
                }
            });
        });
    }

    private record Sighting(Instant received, long millis) {}
}
