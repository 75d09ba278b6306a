package dev.penstock.ctl.replay.plan;

import dev.penstock.ctl.keys.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/// One end of a range, as somebody typed it.
public sealed interface Bound {

    /// What was typed.
    String text();

    /// A record of one partition.
    record AtOffset(long offset, String text) implements Bound {}

    /// The first record of a partition that is not older.
    record AtTime(Instant time, String text) implements Bound {}

    /// Reads `1234`, `@2026-11-01T10:00Z`, `-2h` or `now`.
    ///
    /// @param option it was given by, for the message
    /// @throws ReplayRefusedException for every other form, and for a time that is yet to come
    static Bound parse(String option, String text, Instant now) {
        if (Forms.OFFSET.matcher(text).matches()) {
            return new AtOffset(Long.parseLong(text), text);
        }
        if (text.equals("now")) {
            return new AtTime(now, text);
        }
        if (Forms.NEGATIVE.matcher(text).matches()) {
            throw ReplayRefusedException.unclear(
                    option + " " + text + " is neither an offset nor a time span",
                    "an offset is a number from 0, a time span has a unit, such as -2h");
        }
        if (text.startsWith("-")) {
            return new AtTime(now.minus(span(option, text)), text);
        }
        if (text.startsWith("@")) {
            Instant time = time(option, text);
            if (time.isAfter(now)) {
                throw ReplayRefusedException.unclear(
                        option + " " + text + " is yet to come, and it is " + now, "for all that is there type now");
            }
            return new AtTime(time, text);
        }
        throw ReplayRefusedException.unclear(
                option + " '" + text + "' is neither an offset nor a time",
                "type an offset such as 1234, a time such as @2026-11-01T10:00Z, a time span such as -2h, or now");
    }

    private static Duration span(String option, String text) {
        try {
            return TimeSpan.parse(text.substring(1));
        } catch (IllegalArgumentException e) {
            throw ReplayRefusedException.unclear(
                    option + " " + text + " is no time span", "type a number and s, m, h or d, such as -2h");
        }
    }

    private static Instant time(String option, String text) {
        if (Forms.ZONELESS.matcher(text).matches()) {
            throw ReplayRefusedException.unclear(
                    option + " " + text + " has no zone, so it is another time elsewhere",
                    "type it in full, such as " + (text.contains("T") ? text : text + "T00:00") + "Z");
        }
        try {
            return OffsetDateTime.parse(text.substring(1)).toInstant();
        } catch (DateTimeParseException e) {
            throw ReplayRefusedException.unclear(
                    option + " '" + text + "' is no time", "type it as RFC 3339 does, such as @2026-11-01T10:00Z");
        }
    }

    /// What bounds look like.
    final class Forms {

        private static final Pattern OFFSET = Pattern.compile("[0-9]{1,18}");
        private static final Pattern NEGATIVE = Pattern.compile("-[0-9]+");
        private static final Pattern ZONELESS =
                Pattern.compile("@[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?)?");

        private Forms() {}
    }
}
