package dev.penstock.edge.publish;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says why events could not be put on Kafka. Kafka's own client says it at DEBUG only, and a client that hears 503
/// cannot know; but a broker that is away fails every event, so the first cause is told and then one every ten
/// seconds.
///
/// Thread-safe.
final class FailureLog {

    private static final Logger log = LoggerFactory.getLogger(FailureLog.class);

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final AtomicLong untold = new AtomicLong();

    /// Tells, or counts for the next time.
    void failed(Exception cause) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + PAUSE)) {
            untold.incrementAndGet();
            return;
        }
        log.atWarn()
                .addKeyValue("cause", cause.getClass().getSimpleName())
                .addKeyValue("detail", String.valueOf(cause.getMessage()))
                .addKeyValue("untold", untold.getAndSet(0))
                .log("an event could not be put on Kafka, its sender is told to send it again");
    }
}
