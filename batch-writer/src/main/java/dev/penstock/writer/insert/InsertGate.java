package dev.penstock.writer.insert;

import dev.penstock.sink.failure.InsertResult;
import dev.penstock.writer.batch.BatchPace;
import dev.penstock.writer.insert.PartsPressure.Demand;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Before ClickHouse, for all partitions. While it fails they wait together, and one insert at a time probes whether
/// it is back; while it works, as many run at once as do it good; while its tables have too many parts, none does.
///
/// Thread-safe.
public final class InsertGate {

    private final CircuitBreaker breaker;
    private final PartsPressure parts;
    private final BatchPace pace;

    private final Object places = new Object();
    private final ConcurrencyLimit limit;
    private int running;

    public InsertGate(InsertLimits limits, FlowLimits flow, BatchPace pace) {
        this.breaker = CircuitBreaker.of(
                "clickhouse",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(limits.breakerFailures())
                        .minimumNumberOfCalls(limits.breakerFailures())
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(limits.breakerWait())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        this.limit = new ConcurrencyLimit(flow.leastConcurrency(), limits.concurrency(), flow.slowdown());
        this.parts = new PartsPressure(flow);
        this.pace = pace;
    }

    /// Waits for a place among the inserts that run, and tells whether one may be sent. Whoever gets
    /// [Entry#OPEN] must say [#left] or [#unused].
    ///
    /// @throws InterruptedException while waiting
    public Entry enter() throws InterruptedException {
        if (parts.demand(System.nanoTime()) == Demand.STOP) {
            return Entry.TOO_MANY_PARTS;
        }
        synchronized (places) {
            while (running >= limit.now()) {
                places.wait();
            }
            running++;
        }
        if (breaker.tryAcquirePermission()) {
            return Entry.OPEN;
        }
        synchronized (places) {
            free();
        }
        return Entry.CLOSED;
    }

    /// Tells what the insert came to.
    ///
    /// @param timed whether it was an insert and nothing else, so that its time can be compared
    public void left(InsertResult result, int rows, boolean timed, Duration elapsed) {
        long now = System.nanoTime();
        boolean failed = result instanceof InsertResult.Retry;
        if (failed) {
            breaker.onError(elapsed.toNanos(), TimeUnit.NANOSECONDS, new IllegalStateException("insert failed"));
        } else {
            breaker.onSuccess(elapsed.toNanos(), TimeUnit.NANOSECONDS);
        }
        if (result instanceof InsertResult.Retry retry && retry.isShortOfMemory()) {
            pace.shortOfMemory(rows, now);
        } else if (result instanceof InsertResult.Stored) {
            pace.enoughMemory();
        }
        synchronized (places) {
            if (failed) {
                limit.failed(now);
            } else if (timed && result instanceof InsertResult.Stored) {
                limit.stored(rows, elapsed.toNanos(), running >= limit.now(), now);
            }
            free();
        }
    }

    /// Nothing was sent after all.
    public void unused() {
        breaker.releasePermission();
        synchronized (places) {
            free();
        }
    }

    /// Where the breaker stands.
    public State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
        };
    }

    PartsPressure parts() {
        return parts;
    }

    /// Inserts that may run at once.
    int limit() {
        synchronized (places) {
            return limit.now();
        }
    }

    /// Inserts that run.
    int running() {
        synchronized (places) {
            return running;
        }
    }

    // Whoever calls it holds the lock. The limit may have grown by more than the one place.
    private void free() {
        running--;
        places.notifyAll();
    }

    /// Whether an insert may be sent.
    public enum Entry {
        OPEN,
        /// ClickHouse fails, and somebody else probes.
        CLOSED,
        /// Its tables have to merge first.
        TOO_MANY_PARTS
    }

    /// Closed lets all inserts pass, open none, half open one.
    public enum State {
        CLOSED,
        HALF_OPEN,
        OPEN
    }
}
