package dev.penstock.edge.admit;

import java.util.concurrent.atomic.LongAdder;

/// What one key or organization has used: each dimension for itself.
///
/// Thread-safe.
final class Meter {

    private final Gcra requests;
    private final Gcra events;
    private final Gcra bytes;
    private final LongAdder admittedRequests = new LongAdder();
    private final LongAdder admittedEvents = new LongAdder();
    private final LongAdder admittedBytes = new LongAdder();
    private volatile long lastUsed;

    Meter(long now) {
        this.requests = new Gcra(now);
        this.events = new Gcra(now);
        this.bytes = new Gcra(now);
        this.lastUsed = now;
    }

    Gcra of(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> requests;
            case EVENTS -> events;
            case BYTES -> bytes;
        };
    }

    /// What has been admitted since the start, less what was given back.
    LongAdder admitted(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> admittedRequests;
            case EVENTS -> admittedEvents;
            case BYTES -> admittedBytes;
        };
    }

    void touch(long now) {
        lastUsed = now;
    }

    /// Whether forgetting it changes nothing: not used for `idle` nanoseconds, and no limit in use.
    boolean isIdle(long idle, long now) {
        return now - lastUsed > idle && requests.used(now) == 0 && events.used(now) == 0 && bytes.used(now) == 0;
    }
}
