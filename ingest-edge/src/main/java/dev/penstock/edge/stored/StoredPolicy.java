package dev.penstock.edge.stored;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long, and how many, may wait until their events are stored.
///
/// @param timeout how long a request with `ack=stored` waits for the writer; then the answer is 202, which says so
/// @param requests requests that wait at once; one more is answered 202 at once
/// @param events events of all of them; beyond it a request is answered 202 at once. Each holds some 60 bytes
@ConfigurationProperties("penstock.edge.stored")
public record StoredPolicy(
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("5000") int requests,
        @DefaultValue("500000") int events) {

    private static final Duration SHORTEST = Duration.ofMillis(10);

    // A load balancer gives up after a minute.
    private static final Duration LONGEST = Duration.ofSeconds(55);

    public StoredPolicy {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "penstock.edge.stored.timeout must be between " + SHORTEST + " and " + LONGEST + ": " + timeout);
        }
        requireCount("requests", requests);
        requireCount("events", events);
    }

    private static void requireCount(String property, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("penstock.edge.stored." + property + " must not be negative: " + value);
        }
    }
}
