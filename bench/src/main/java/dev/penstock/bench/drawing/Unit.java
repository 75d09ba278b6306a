package dev.penstock.bench.drawing;

import dev.penstock.bench.report.Numbers;
import java.util.Locale;

/// Values with their unit, as Grafana writes them.
enum Unit {
    NONE(1),
    SHORT(1),
    SECONDS(1),
    BYTES(1),
    PERCENT(0.01),
    COUNTS_A_SECOND(1),
    REQUESTS_A_SECOND(1);

    private static final String[] THOUSANDS = {"", " K", " Mil", " Bil", " Tri"};
    private static final String[] COUNTS = {"", "K", "M", "B", "T"};
    private static final String[] BINARY = {" B", " KiB", " MiB", " GiB", " TiB"};
    private static final double MINUTE = 60;
    private static final double HOUR = 3_600;
    private static final double DAY = 86_400;

    private final double one;

    /// @param one what the number 1 in front of the unit stands for
    Unit(double one) {
        this.one = one;
    }

    /// @param id Grafana's
    /// @throws IllegalArgumentException when it is none that our dashboards use
    static Unit of(String id) {
        return switch (id) {
            case "none" -> NONE;
            case "short" -> SHORT;
            case "s" -> SECONDS;
            case "bytes" -> BYTES;
            case "percentunit" -> PERCENT;
            case "cps" -> COUNTS_A_SECOND;
            case "reqps" -> REQUESTS_A_SECOND;
            default -> throw new IllegalArgumentException("nobody draws the unit " + id);
        };
    }

    /// With at most three digits that matter.
    String text(double value) {
        return switch (this) {
            case NONE -> digits(value);
            case SHORT -> scaled(value, 1_000, THOUSANDS);
            case SECONDS -> seconds(value);
            case BYTES -> scaled(value, 1_024, BINARY);
            case PERCENT -> digits(value * 100) + "%";
            case COUNTS_A_SECOND -> scaled(value, 1_000, COUNTS) + " c/s";
            case REQUESTS_A_SECOND -> scaled(value, 1_000, COUNTS) + " req/s";
        };
    }

    /// What a round number of this unit is a multiple of, for values as large as this one.
    double base(double value) {
        double size = Math.abs(value);
        return switch (this) {
            case BYTES -> power(size, 1_024);
            case SECONDS -> size >= DAY ? DAY : size >= HOUR ? HOUR : size >= MINUTE ? MINUTE : 1;
            default -> one;
        };
    }

    private static double power(double size, double of) {
        double power = 1;
        while (size >= power * of) {
            power *= of;
        }
        return power;
    }

    private static String scaled(double value, double step, String[] names) {
        double rest = value;
        int name = 0;
        while (Math.abs(rest) >= step && name < names.length - 1) {
            rest /= step;
            name++;
        }
        return digits(rest) + names[name];
    }

    private static String seconds(double value) {
        double size = Math.abs(value);
        if (size == 0) {
            return "0 s";
        }
        if (size < 1e-3) {
            return digits(value * 1e6) + " µs";
        }
        if (size < 1) {
            return digits(value * 1e3) + " ms";
        }
        if (size < MINUTE) {
            return digits(value) + " s";
        }
        if (size < HOUR) {
            return digits(value / MINUTE) + " min";
        }
        return size < DAY ? digits(value / HOUR) + " hour" : digits(value / DAY) + " day";
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        String text = size == 0 || size >= 0.1 ? Numbers.text(value) : String.format(Locale.ROOT, "%.4f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
