package dev.penstock.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A client that behaves: it gives every event an id and a time, and sends the same again until it is answered 202.
///
/// It keeps what it sent, outside the system: the only thing that can tell whether something is missing.
final class Sender implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final URI events;
    private final String key;
    private final int batch;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger retries = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final List<Thread> threads = new ArrayList<>();

    /// @param batch events in a request
    Sender(URI edge, String key, int batch) {
        this.events = edge.resolve("/v1/events/drill");
        this.key = key;
        this.batch = batch;
    }

    /// Sends from `count` threads until [#finish].
    Sender startThreads(int count) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().name("sender-" + i).start(this::send));
        }
        return this;
    }

    /// Stops after the requests under way are answered, and returns what was accepted: payload by event id.
    Map<String, String> finish() throws InterruptedException {
        running.set(false);
        for (Thread thread : threads) {
            thread.join();
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return Map.copyOf(accepted);
    }

    int acceptedSoFar() {
        return accepted.size();
    }

    /// Requests that had to be sent again: without one, a drill has not disturbed anything.
    int retries() {
        return retries.get();
    }

    @Override
    public void close() {
        running.set(false);
        http.close();
    }

    private void send() {
        try {
            while (running.get()) {
                sendOne();
                pause(20);
            }
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void sendOne() {
        Map<String, String> payloads = new ConcurrentHashMap<>();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < batch; i++) {
            String id = UUID.randomUUID().toString();
            String payload = "{\"event_id\":\"%s\",\"timestamp\":\"%s\",\"event_name\":\"drill\",\"n\":%d.0}"
                    .formatted(id, Instant.now(), i);
            payloads.put(id, payload);
            body.append(payload).append('\n');
        }
        HttpRequest request = HttpRequest.newBuilder(events)
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isAccepted(request)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("a request was not accepted within " + PATIENCE);
            }
            retries.incrementAndGet();
            pause(200);
        }
        accepted.putAll(payloads);
    }

    private boolean isAccepted(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 == 4 && response.statusCode() != 429) {
                throw new IllegalStateException(
                        "a good request was refused: " + response.statusCode() + " " + response.body());
            }
            return response.statusCode() == 202;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending", e);
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
