package dev.penstock.edge.publish;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers that Kafka has not been answering, so that requests need not find out one by one, each waiting for its
/// time-out.
///
/// After a pause a few requests are let through to try again. Counts requests, not events: one large request says
/// no more about Kafka than a small one.
///
/// Thread-safe.
final class LogBreaker {

    private static final Logger log = LoggerFactory.getLogger(LogBreaker.class);

    // Ten requests within five seconds, half of them unanswered, are no accident; at a lower rate every request may
    // wait.
    private static final int WINDOW_SECONDS = 5;
    private static final int FEWEST_CALLS = 10;
    private static final int PROBES = 5;

    private final CircuitBreaker breaker;

    LogBreaker(PublishPolicy policy) {
        breaker = CircuitBreaker.of(
                "log",
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW_SECONDS, FEWEST_CALLS, SlidingWindowType.TIME_BASED)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(policy.breakerWait())
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        // Otherwise it stays open until a permit is asked for, and isOpen() asks for none.
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            switch (event.getStateTransition().getToState()) {
                case OPEN -> {
                    if (event.getStateTransition().getFromState() == CircuitBreaker.State.CLOSED) {
                        log.atWarn()
                                .addKeyValue("wait", policy.breakerWait())
                                .log("Kafka does not answer, requests are refused and a few let through to try");
                    }
                }
                case CLOSED -> log.atInfo().log("Kafka answers again, requests are admitted");
                case HALF_OPEN, DISABLED, FORCED_OPEN, METRICS_ONLY -> {}
            }
        });
    }

    /// Whether a request need not be read because it would be refused anyway. Takes no permit.
    boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    /// Whether Kafka has been answering.
    boolean isClosed() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    /// Takes a permit to try. Each one taken must be settled.
    boolean tryPass() {
        return breaker.tryAcquirePermission();
    }

    void answered(long nanos) {
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(long nanos) {
        breaker.onError(nanos, TimeUnit.NANOSECONDS, new UnansweredException());
    }

    /// The breaker wants an exception; it is neither thrown nor logged.
    private static final class UnansweredException extends Exception {

        private static final long serialVersionUID = 1L;

        UnansweredException() {
            super("Kafka did not acknowledge in time", null, false, false);
        }
    }
}
