package dev.penstock.ctl.limits;

import org.jspecify.annotations.Nullable;

/// A rate as it is given: a number, or `none` for no limit.
///
/// @param perSecond null for none
public record Rate(@Nullable Long perSecond) {

    /// Reads `5000` or `none`.
    ///
    /// @throws IllegalArgumentException for every other form
    public static Rate parse(String text) {
        if (text.equals("none")) {
            return new Rate(null);
        }
        if (!text.matches("[0-9]{1,15}")) {
            throw new IllegalArgumentException("a rate is a number a second, or none: '" + text + "'");
        }
        return new Rate(Long.valueOf(text));
    }
}
