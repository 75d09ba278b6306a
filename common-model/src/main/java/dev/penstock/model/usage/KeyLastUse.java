package dev.penstock.model.usage;

import dev.penstock.model.key.KeyId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// When a key last opened the door, as one edge saw it.
///
/// Each edge writes what it saw about once a minute, so a later record of another edge can name an earlier minute:
/// right to about two minutes, and made for people who ask whether a key is still needed.
///
/// @param minute the beginning of the minute
public record KeyLastUse(KeyId key, Instant minute) implements UsageRecord {

    public KeyLastUse {
        if (!minute.equals(minute.truncatedTo(ChronoUnit.MINUTES))) {
            throw new IllegalArgumentException("last use of a key must be the beginning of a minute: " + minute);
        }
    }
}
