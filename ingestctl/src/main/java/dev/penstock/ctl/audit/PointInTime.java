package dev.penstock.ctl.audit;

import dev.penstock.ctl.keys.TimeSpan;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/// How people write a time on the command line of an audit.
final class PointInTime {

    private PointInTime() {}

    /// Reads `2026-11-01T10:00Z`, the same behind an `@`, or `-2h` for so long ago.
    ///
    /// @return the beginning of the minute
    /// @throws IllegalArgumentException for every other form
    static Instant parse(String text, Instant now) {
        if (text.equals("now")) {
            return now.truncatedTo(ChronoUnit.MINUTES);
        }
        if (text.startsWith("-")) {
            return now.minus(TimeSpan.parse(text.substring(1))).truncatedTo(ChronoUnit.MINUTES);
        }
        try {
            return OffsetDateTime.parse(text.startsWith("@") ? text.substring(1) : text)
                    .toInstant()
                    .truncatedTo(ChronoUnit.MINUTES);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "a time is 2026-11-01T10:00Z, or -2h for two hours ago, or now: '" + text + "'", e);
        }
    }
}
