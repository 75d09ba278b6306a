package dev.penstock.edge.http;

import dev.penstock.model.refusal.Refusal;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// How long a client shall wait before it tries again, in whole seconds, not the same for all: those who were
/// refused together shall not come back together.
final class RetryAfter {

    // A limit of one byte a second is somebody's mistake; the client shall be back the day it is corrected.
    private static final long LONGEST_SECONDS = TimeUnit.DAYS.toSeconds(1);

    private final RandomGenerator random;

    RetryAfter(RandomGenerator random) {
        this.random = random;
    }

    /// For a wait that is known: rounded up, and up to a fifth more.
    ///
    /// @param nanos how long it takes until another try may succeed
    int seconds(long nanos) {
        long least = Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
        long most = Math.ceilDiv(nanos + nanos / 5, TimeUnit.SECONDS.toNanos(1));
        return (int) Math.clamp(random.nextLong(least, most + 1), 1, LONGEST_SECONDS);
    }

    /// At least 1: a client that waits 0 s is refused again.
    int seconds(Refusal refusal) {
        return switch (refusal) {
            // As soon as requests in flight are answered.
            case EDGE_FULL, ORGANIZATION_BUSY, RATE_LIMITED -> random.nextInt(1, 3);
            // A broker's fail-over takes seconds, a restart of an edge or a control topic some more.
            case LOG_UNAVAILABLE, INTERNAL, BODY_TIMEOUT -> random.nextInt(1, 5);
            // Pressure comes and goes over minutes.
            case CONTROL_STALE, NOT_READY, SINK_PRESSURE, SINK_FULL -> random.nextInt(3, 10);
            // One more is answered after a second; nobody changes a key as fast.
            case TOO_MANY_BAD_KEYS -> random.nextInt(5, 10);
            case MISSING_KEY,
                    UNKNOWN_KEY,
                    KEY_NOT_ALLOWED,
                    ORIGIN_NOT_ALLOWED,
                    NETWORK_NOT_ALLOWED,
                    ORGANIZATION_SUSPENDED,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    BAD_REQUEST,
                    URI_TOO_LONG,
                    HEADERS_TOO_LARGE,
                    HTTP_VERSION_NOT_SUPPORTED,
                    INVALID_PARAMETER,
                    INVALID_STREAM,
                    UNKNOWN_STREAM,
                    IDEMPOTENCY_NEEDS_TIME,
                    EMPTY_BODY,
                    MALFORMED_JSON,
                    JSON_TOO_COMPLEX,
                    NOT_AN_OBJECT,
                    INVALID_FIELD,
                    TIMESTAMP_OUT_OF_RANGE,
                    EVENT_TOO_LARGE,
                    BODY_TOO_LARGE,
                    TOO_MANY_EVENTS,
                    UNSUPPORTED_ENCODING,
                    UNSUPPORTED_FORMAT,
                    MALFORMED_ENCODING -> throw new IllegalArgumentException("no use in sending it again: " + refusal);
        };
    }
}
