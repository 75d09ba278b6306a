package dev.penstock.local.demo;

import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// Which requests have been seen whole in ClickHouse, and how long after their first attempt.
///
/// An event counts as queryable once a query has shown every event of its request: a little late rather than a
/// little early. Safe for the senders and the one thread that polls.
final class Visibility {

    private static final long LONGEST_MILLIS = 3_600_000;

    private final Map<Integer, Open> open = new HashMap<>();
    private final Histogram millis = new Histogram(LONGEST_MILLIS, 3);

    /// Before the first attempt of a request with that many events.
    synchronized void sending(int request, int events, long nanoTime) {
        open.put(request, new Open(events, nanoTime));
    }

    /// What a query shows now, by request.
    synchronized void seen(Map<Integer, Integer> visibleByRequest, long nanoTime) {
        visibleByRequest.forEach((request, visible) -> {
            Open waiting = open.get(request);
            if (waiting != null && visible >= waiting.events) {
                open.remove(request);
                long waited = Math.clamp((nanoTime - waiting.sentAt) / 1_000_000, 0, LONGEST_MILLIS);
                millis.recordValueWithCount(waited, waiting.events);
            }
        });
    }

    /// The first request that is not yet visible whole; everything before it need not be asked for again.
    synchronized int lowestOpen() {
        return open.keySet().stream().mapToInt(Integer::intValue).min().orElse(Integer.MAX_VALUE);
    }

    synchronized boolean allVisible() {
        return open.isEmpty();
    }

    /// Events seen so far.
    synchronized long events() {
        return millis.getTotalCount();
    }

    synchronized Latency latency() {
        return Latency.of(millis);
    }

    private record Open(int events, long sentAt) {}
}
