package dev.penstock.ctl.time;

import dev.penstock.ctl.keys.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// A time on a command line: `2026-11-28T10:00:00Z`, or `2h` for two hours ago.
///
/// @param at null when it is said by `ago`
/// @param ago null when it is said by `at`
public record Moment(@Nullable Instant at, @Nullable Duration ago) {

    /// Reads one.
    ///
    /// @throws IllegalArgumentException for every other form
    public static Moment parse(String text) {
        try {
            return new Moment(Instant.parse(text), null);
        } catch (DateTimeParseException e) {
            try {
                return new Moment(null, TimeSpan.parse(text));
            } catch (IllegalArgumentException neither) {
                throw new IllegalArgumentException(
                        "a time is written 2026-11-28T10:00:00Z, or 2h for two hours ago: '" + text + "'", neither);
            }
        }
    }

    /// The time it means, by the clock of now.
    public Instant instant(InstantSource clock) {
        return at != null ? at : clock.instant().minus(ago == null ? Duration.ZERO : ago);
    }
}
