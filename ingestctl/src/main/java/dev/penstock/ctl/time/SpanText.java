package dev.penstock.ctl.time;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A length of time for people.
public final class SpanText {

    private SpanText() {}

    /// As `3d 4h`, `2h 5m`, `41s`: the two largest units; `-` for none.
    public static String of(@Nullable Duration time) {
        if (time == null) {
            return "-";
        }
        if (time.toDays() > 0) {
            return time.toDays() + "d " + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h " + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m " + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }
}
