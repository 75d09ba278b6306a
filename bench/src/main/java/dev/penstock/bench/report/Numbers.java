package dev.penstock.bench.report;

import java.util.Locale;

/// Numbers as a reader wants them: no more digits than were measured.
public final class Numbers {

    private Numbers() {}

    public static String text(double value) {
        double size = Math.abs(value);
        if (size >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 100 || value == 0 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }

    /// For a program.
    static String exact(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.6g", value).contains("e")
                        ? Double.toString(value)
                        : String.format(Locale.ROOT, "%.6g", value);
    }
}
