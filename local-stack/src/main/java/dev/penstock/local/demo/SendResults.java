package dev.penstock.local.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/// What the senders have learned so far. Safe for any number of threads.
final class SendResults {

    private static final int SAMPLES = 50;
    private static final long LONGEST_MILLIS = 60_000;

    private final Map<UUID, DemoEvent.Fingerprint> sent = new HashMap<>();
    private final Map<UUID, DemoEvent> samples = new HashMap<>();
    private final Map<String, Long> retries = new TreeMap<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private final Histogram acceptMillis = new Histogram(LONGEST_MILLIS, 3);
    private final int sampleEvery;
    private int requests;
    private long accepted;

    SendResults(int events) {
        this.sampleEvery = Math.max(1, events / SAMPLES);
    }

    synchronized void sending(DemoRequest request) {
        requests++;
        for (DemoEvent event : request.events()) {
            if (sent.size() % sampleEvery == 0 && samples.size() < SAMPLES) {
                samples.put(event.id(), event);
            }
            sent.put(event.id(), event.fingerprint());
        }
    }

    /// A 202, and how long that attempt took.
    synchronized void accepted(EdgeAnswer.Accepted answer, long nanos) {
        accepted += answer.accepted();
        acceptMillis.recordValue(Math.clamp(nanos / 1_000_000, 0, LONGEST_MILLIS));
        answer.rejectedCodes().forEach(code -> failures.merge("rejected " + code, 1L, Long::sum));
    }

    synchronized void retried(String why) {
        retries.merge(why, 1L, Long::sum);
    }

    /// The events of a request that nobody will send again.
    synchronized void failed(String why, int events) {
        failures.merge(why, (long) events, Long::sum);
    }

    synchronized int requests() {
        return requests;
    }

    synchronized long accepted() {
        return accepted;
    }

    synchronized Map<UUID, DemoEvent.Fingerprint> sent() {
        return Map.copyOf(sent);
    }

    synchronized Map<UUID, DemoEvent> samples() {
        return Map.copyOf(samples);
    }

    synchronized Map<String, Long> retries() {
        return new TreeMap<>(retries);
    }

    synchronized Map<String, Long> failures() {
        return new TreeMap<>(failures);
    }

    synchronized Latency acceptLatency() {
        return Latency.of(acceptMillis);
    }
}
