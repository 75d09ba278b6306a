package dev.penstock.local.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One run: eight senders, one poller that asks ClickHouse every 100 ms, and the comparison at the end.
final class DemoRun {

    private static final int SENDERS = 8;
    private static final Duration POLL_EVERY = Duration.ofMillis(100);

    private final DemoOptions options;
    private final DemoTraffic traffic;
    private final Instant startedAt;
    private final Progress progress;
    private final RetryPolicy retry;
    private final SendResults results;
    private final Visibility visibility = new Visibility();
    private final Pace pace;
    // A refusal of one request, such as an unknown key, would repeat itself for every other.
    private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();

    /// @param startedAt not after the timestamp of the first event
    DemoRun(DemoOptions options, DemoTraffic traffic, Instant startedAt, Progress progress) {
        this.options = options;
        this.traffic = traffic;
        this.startedAt = startedAt;
        this.progress = progress;
        this.retry = new RetryPolicy(options.retryFor(), Duration.ofMillis(100), Duration.ofSeconds(5));
        this.results = new SendResults(options.events());
        this.pace = new Pace(options.rate(), System.nanoTime());
    }

    /// Runs to the end; a run that does not balance is a report, not an exception.
    ///
    /// @throws IOException when ClickHouse cannot be asked at the end, within the time the options give
    DemoReport run(String name) throws IOException, InterruptedException {
        try (EdgeClient edge = new EdgeClient(options.edge(), options.key());
                StoredEvents stored = new StoredEvents(options, traffic.marker(), startedAt)) {
            long begin = System.nanoTime();
            CountDownLatch sending = new CountDownLatch(SENDERS);
            for (int i = 0; i < SENDERS; i++) {
                Thread.ofVirtual().name("sender-" + i).start(() -> {
                    try {
                        sendUntilNothingIsLeft(edge);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    } finally {
                        sending.countDown();
                    }
                });
            }
            while (sending.getCount() > 0) {
                poll(stored);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            awaitTheRest(stored);
            progress.done(results.accepted(), visibility.events());
            return report(name, stored, took);
        }
    }

    private void sendUntilNothingIsLeft(EdgeClient edge) throws InterruptedException {
        for (Optional<DemoRequest> next = traffic.next(); next.isPresent(); next = traffic.next()) {
            DemoRequest request = next.get();
            if (refusal.get() != null) {
                return;
            }
            pace.await(request.events().size());
            send(edge, request);
        }
    }

    private void send(EdgeClient edge, DemoRequest request) throws InterruptedException {
        int events = request.events().size();
        long first = System.nanoTime();
        results.sending(request);
        visibility.sending(request.number(), events, first);
        for (int attempt = 1; ; attempt++) {
            long begin = System.nanoTime();
            switch (edge.send(request)) {
                case EdgeAnswer.Accepted accepted -> {
                    results.accepted(accepted, System.nanoTime() - begin);
                    return;
                }
                case EdgeAnswer.Refused refused -> {
                    String why = "refused " + refused.status() + " " + refused.body();
                    results.failed(why, events);
                    refusal.compareAndSet(null, why);
                    return;
                }
                case EdgeAnswer.TryAgain again -> {
                    Duration spent = Duration.ofNanos(System.nanoTime() - first);
                    Optional<Duration> pause = retry.pauseAfter(
                            attempt,
                            spent,
                            again.retryAfter(),
                            ThreadLocalRandom.current().nextDouble());
                    if (pause.isEmpty()) {
                        results.failed("gave up after " + spent.toSeconds() + " s, last " + again.why(), events);
                        return;
                    }
                    results.retried(again.why());
                    Thread.sleep(pause.get());
                }
            }
        }
    }

    private void awaitTheRest(StoredEvents stored) throws InterruptedException {
        long deadline = System.nanoTime() + options.visibleWithin().toNanos();
        while (!visibility.allVisible() && refusal.get() == null && System.nanoTime() - deadline < 0) {
            poll(stored);
        }
    }

    /// One question and the pause after it; a server that does not answer now is asked again.
    private void poll(StoredEvents stored) throws InterruptedException {
        try {
            int lowest = visibility.lowestOpen();
            if (lowest < Integer.MAX_VALUE) {
                Map<Integer, Integer> visible = stored.visibleByRequest(lowest);
                visibility.seen(visible, System.nanoTime());
            }
        } catch (IOException notNow) {
            results.retried("a query that failed");
        }
        progress.show(results.accepted(), visibility.events(), System.nanoTime());
        Thread.sleep(POLL_EVERY);
    }

    private DemoReport report(String name, StoredEvents stored, Duration sending)
            throws IOException, InterruptedException {
        Map<UUID, DemoEvent.Fingerprint> sent = results.sent();
        StoredEvents.Counts counts = stored.counts();
        Map<UUID, DemoEvent.Fingerprint> fingerprints = stored.fingerprints();
        long differing = sent.entrySet().stream()
                .filter(event -> !event.getValue().equals(fingerprints.get(event.getKey())))
                .count();
        Map<UUID, DemoEvent> samples = results.samples();
        Map<UUID, StoredEvents.Payload> payloads = stored.payloads(List.copyOf(samples.keySet()));
        long sampleDiffering = samples.values().stream()
                .filter(event -> {
                    StoredEvents.Payload payload = payloads.get(event.id());
                    return payload == null || !payload.sameBytesAs(event.json());
                })
                .count();
        return new DemoReport(
                name,
                sent.size(),
                counts.rows(),
                counts.ids(),
                differing,
                samples.size(),
                sampleDiffering,
                results.requests(),
                sending,
                stored.kinds(),
                results.acceptLatency(),
                visibility.latency(),
                results.retries(),
                results.failures());
    }
}
