package dev.penstock.edge.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line for each request worth one. Written by a thread of its own, because a log's outlet may block and an
/// event loop must not; so many a second and no more, because anybody can have requests refused as fast as he likes.
/// What is over is counted.
///
/// A line has names, numbers and codes: never a query, a key, a header's value or anything of a body. The request
/// id is the client's own only if it is harmless (see [RequestIds]).
final class AccessLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger("dev.penstock.edge.access");

    private static final int QUEUE = 1_024;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final HttpPolicy.Logged mode;
    private final int rate;
    private final Counter suppressed;
    private final BlockingQueue<RequestTrail> lines = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong second = new AtomicLong(System.nanoTime());
    private final AtomicInteger inSecond = new AtomicInteger();
    private final Thread writer;
    private volatile boolean closed;

    AccessLog(HttpPolicy policy, MeterRegistry registry) {
        this.mode = policy.accessLog();
        this.rate = policy.accessLogRate();
        this.suppressed = Counter.builder("penstock.edge.access_log.suppressed")
                .description("lines of the access log that were not written, because there were too many")
                .baseUnit("lines")
                .register(registry);
        this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::run);
        if (mode != HttpPolicy.Logged.NONE) {
            writer.start();
        }
    }

    /// Notes an ended request, from any thread, without waiting.
    void ended(RequestTrail trail) {
        if (wants(trail.outcome()) && (!passes() || !lines.offer(trail))) {
            suppressed.increment();
        }
    }

    private boolean wants(Outcome outcome) {
        return switch (mode) {
            case NONE -> false;
            case REFUSED -> outcome != Outcome.ACCEPTED && outcome != Outcome.SERVED;
            case ALL -> true;
        };
    }

    private boolean passes() {
        long now = System.nanoTime();
        long began = second.get();
        if (now - began >= SECOND && second.compareAndSet(began, now)) {
            inSecond.set(0);
        }
        return inSecond.incrementAndGet() <= rate;
    }

    private void run() {
        try {
            while (!closed || !lines.isEmpty()) {
                RequestTrail trail = lines.poll(100, TimeUnit.MILLISECONDS);
                if (trail != null) {
                    write(trail);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(RequestTrail trail) {
        log.atInfo()
                .addKeyValue("request", trail.requestId())
                .addKeyValue("method", trail.method())
                .addKeyValue("path", trail.path())
                .addKeyValue("status", trail.status())
                .addKeyValue("outcome", trail.outcome().code())
                .addKeyValue("reason", trail.reason())
                .addKeyValue("bytes", trail.bytes())
                .addKeyValue("events", trail.events())
                .addKeyValue("micros", trail.micros())
                .addKeyValue("organization", trail.organization())
                .addKeyValue("key", trail.keyId())
                .log("request");
    }

    @Override
    public void close() {
        closed = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
