package dev.penstock.control.write;

import java.time.Duration;

/// Who writes, and how patient he is.
///
/// @param actor the person or program, as it is to stand in the record; 1 to 200 characters
/// @param timeout how long Kafka may take over one step; also the life of a transaction, so that a writer that is
///     killed in the middle of one holds the readers back no longer than this (and Kafka's interval for looking, 10
///     s)
public record WriterSettings(String actor, Duration timeout) {

    /// Patience unless told otherwise.
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private static final int MAX_ACTOR = 200;
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

    public WriterSettings {
        if (actor.isBlank() || actor.length() > MAX_ACTOR) {
            throw new IllegalArgumentException("actor must be 1 to " + MAX_ACTOR + " characters: " + actor.length());
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout must be 1 s to " + MAX_TIMEOUT.toSeconds() + " s: " + timeout);
        }
    }
}
