package dev.penstock.writer.insert;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Shared by all partitions: while ClickHouse fails, they wait together, and one insert at a time probes whether it
/// is back. Thread-safe.
public final class InsertGate {

    private final CircuitBreaker breaker;

    public InsertGate(InsertLimits limits) {
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
    }

    /// Tells whether an insert may be sent. Whoever gets a yes must say [#answered], [#failed] or [#unused].
    public boolean tryEnter() {
        return breaker.tryAcquirePermission();
    }

    /// ClickHouse answered, be it with a refusal.
    public void answered(Duration elapsed) {
        breaker.onSuccess(elapsed.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// ClickHouse did not answer, or said that it cannot at the moment.
    public void failed(Duration elapsed) {
        breaker.onError(elapsed.toNanos(), TimeUnit.NANOSECONDS, new IllegalStateException("insert failed"));
    }

    /// Nothing was sent after all.
    public void unused() {
        breaker.releasePermission();
    }

    /// Where it stands.
    public State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
        };
    }

    /// Closed lets all inserts pass, open none, half open one.
    public enum State {
        CLOSED,
        HALF_OPEN,
        OPEN
    }
}
