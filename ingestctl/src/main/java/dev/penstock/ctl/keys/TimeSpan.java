package dev.penstock.ctl.keys;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How people write a time span on a command line.
public final class TimeSpan {

    // Six digits: the year stays one that a timestamp can hold.
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");

    private TimeSpan() {}

    /// Reads `90s`, `45m`, `12h` or `30d`.
    ///
    /// @throws IllegalArgumentException for every other form, and for zero
    public static Duration parse(String text) {
        Matcher span = FORM.matcher(text);
        if (!span.matches() || Long.parseLong(span.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "a time span is a number above zero and s, m, h or d, such as 30d: '" + text + "'");
        }
        long count = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
