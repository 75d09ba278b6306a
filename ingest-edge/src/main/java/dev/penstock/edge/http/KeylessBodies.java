package dev.penstock.edge.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/// What requests may hold that bring their key within the body: until it is found, anybody could have sent them. They
/// share a small part of what the edge holds, so that strangers fill that and not the edge.
///
/// Thread-safe.
final class KeylessBodies {

    /// Largest such body, in bytes. Segment's clients send batches of 480 KB at most.
    static final int MOST = 512 * 1024;

    // A request is more than its body.
    private static final int LEAST = 4 * 1024;

    private static final int SHARE = 8;

    private final long limit;
    private final AtomicLong held = new AtomicLong();
    private final Counter refused;

    /// @param inFlight bytes the edge may hold in all
    KeylessBodies(long inFlight, MeterRegistry registry) {
        this.limit = Math.max(MOST, inFlight / SHARE);
        this.refused = Counter.builder("penstock.edge.keyless.refused")
                .description("requests with the key in the body that found no room while it was looked for")
                .baseUnit("requests")
                .register(registry);
    }

    /// Takes room for one such body: what it announces, or what it may have when it announces nothing.
    ///
    /// @param announced the `Content-Length`; negative when there is none
    /// @return false when there is no room
    boolean enter(long announced) {
        long room = room(announced);
        if (held.addAndGet(room) <= limit) {
            return true;
        }
        held.addAndGet(-room);
        refused.increment();
        return false;
    }

    /// Gives it back.
    void leave(long announced) {
        held.addAndGet(-room(announced));
    }

    private static long room(long announced) {
        return announced < 0 ? MOST : Math.max(LEAST, announced);
    }
}
