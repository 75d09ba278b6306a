package dev.penstock.writer.insert;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How inserts are sent, and tried again. There is no limit of attempts: waiting loses nothing.
///
/// @param concurrency most inserts at once, which is also how many connections are held; how many of them run at the
///     moment, ClickHouse's answers decide (`penstock.writer.flow`)
/// @param timeout longest time from an insert's first byte to the end of its answer, before its outcome is unknown
/// @param firstBackoff wait after the first failure; doubles from there, with jitter
/// @param longestBackoff longest wait between two attempts
/// @param haltedBackoff wait between two looks at something that only a person can repair
/// @param breakerFailures failures in a row that make all partitions wait together
/// @param breakerWait how long they wait before one insert probes
@ConfigurationProperties("penstock.writer.insert")
public record InsertLimits(
        @DefaultValue("4") int concurrency,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("200ms") Duration firstBackoff,
        @DefaultValue("10s") Duration longestBackoff,
        @DefaultValue("15s") Duration haltedBackoff,
        @DefaultValue("3") int breakerFailures,
        @DefaultValue("2s") Duration breakerWait) {

    public InsertLimits {
        if (concurrency < 1 || concurrency > 64) {
            throw new IllegalArgumentException(
                    "penstock.writer.insert.concurrency must be from 1 to 64: " + concurrency);
        }
        requirePositive("timeout", timeout);
        requirePositive("first-backoff", firstBackoff);
        requirePositive("halted-backoff", haltedBackoff);
        requirePositive("breaker-wait", breakerWait);
        if (longestBackoff.compareTo(firstBackoff) < 0) {
            throw new IllegalArgumentException("penstock.writer.insert.longest-backoff (" + longestBackoff
                    + ") must not be below penstock.writer.insert.first-backoff (" + firstBackoff + ")");
        }
        if (breakerFailures < 1) {
            throw new IllegalArgumentException(
                    "penstock.writer.insert.breaker-failures must be at least 1: " + breakerFailures);
        }
    }

    private static void requirePositive(String property, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "penstock.writer.insert." + property + " must be longer than nothing: " + value);
        }
    }
}
