package dev.penstock.model.pressure;

import java.time.Duration;
import java.time.Instant;

/// How much of its buffer one partition has left.
///
/// @param lag age of the oldest event that is not settled; zero when all are; to the second
/// @param headRoom the part of the topic's retention that unread data has not used: 1 nothing is unread, 0 unread
///     data is being deleted
/// @param validUntil when a reader must stop believing it
public record Pressure(int partition, PressureLevel level, Duration lag, double headRoom, Instant validUntil) {

    public Pressure {
        if (!(headRoom >= 0 && headRoom <= 1)) {
            throw new IllegalArgumentException("head-room must be from 0 to 1: " + headRoom);
        }
        if (lag.isNegative()) {
            throw new IllegalArgumentException("lag must not be negative: " + lag);
        }
    }
}
