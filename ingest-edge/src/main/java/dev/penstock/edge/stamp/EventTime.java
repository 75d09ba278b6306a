package dev.penstock.edge.stamp;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;

/// Reads the two ways in which a sender may write a time, to the millisecond.
final class EventTime {

    /// What the readers return for a text that is no time; no time is that long ago.
    static final long NONE = Long.MIN_VALUE;

    // 10^11 seconds are the year 5138, 10^11 milliseconds are March 1973: nobody means the one who could mean the
    // other.
    private static final long FIRST_MILLIS = 100_000_000_000L;

    // Year 9999: what RFC 3339 can write, and far more than the limits let through.
    private static final long LAST_MILLIS = 253_402_300_799_999L;

    private EventTime() {}

    /// A number as JSON writes it: seconds below 10^11, else milliseconds. A fraction is cut at the millisecond.
    static long ofNumber(String text) {
        if (text.length() <= 18 && isWhole(text)) {
            long value = Long.parseLong(text);
            return within(value < FIRST_MILLIS ? value * 1000 : value);
        }
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            // JSON allows any exponent, BigDecimal not: 1e-99999999999 is as good as nothing, and nobody's time.
            return NONE;
        }
        // Compared before it is scaled: written out, 1e999999999 has a billion digits.
        if (value.signum() == 0) {
            return 0;
        }
        if (value.signum() < 0 || value.precision() - (long) value.scale() > 16) {
            return NONE;
        }
        if (value.precision() - (long) value.scale() < -6) {
            return 0;
        }
        boolean seconds = value.compareTo(BigDecimal.valueOf(FIRST_MILLIS)) < 0;
        BigDecimal millis = seconds ? value.movePointRight(3) : value;
        return within(millis.setScale(0, RoundingMode.FLOOR).longValue());
    }

    /// A date-time of RFC 3339 with its offset, such as `2026-01-31T23:59:59.123Z`. A leap second is none.
    static long ofText(String text) {
        int length = text.length();
        if (length < 20
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (text.charAt(10) | 0x20) != 't'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return NONE;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()
                || !isTime(hour, minute)
                || second < 0
                || second > 59) {
            return NONE;
        }
        int at = 19;
        int millis = 0;
        if (text.charAt(at) == '.') {
            int fraction = ++at;
            int unit = 100;
            for (; at < length && isDigit(text.charAt(at)); at++) {
                millis += unit * (text.charAt(at) - '0');
                unit /= 10;
            }
            if (at == fraction) {
                return NONE;
            }
        }
        int offset = offsetMinutes(text, at);
        if (offset == Integer.MIN_VALUE) {
            return NONE;
        }
        long minutes = LocalDate.of(year, month, day).toEpochDay() * 1440 + hour * 60L + minute - offset;
        return minutes * 60_000 + second * 1000L + millis;
    }

    private static int offsetMinutes(String text, int at) {
        int length = text.length();
        if (length == at + 1 && (text.charAt(at) | 0x20) == 'z') {
            return 0;
        }
        if (length != at + 6 || text.charAt(at + 3) != ':') {
            return Integer.MIN_VALUE;
        }
        int hour = digits(text, at + 1, at + 3);
        int minute = digits(text, at + 4, at + 6);
        char sign = text.charAt(at);
        if (!isTime(hour, minute) || (sign != '+' && sign != '-')) {
            return Integer.MIN_VALUE;
        }
        int offset = hour * 60 + minute;
        return sign == '-' ? -offset : offset;
    }

    private static boolean isTime(int hour, int minute) {
        return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long within(long millis) {
        return millis > LAST_MILLIS ? NONE : millis;
    }
}
