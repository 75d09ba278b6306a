package dev.penstock.normalize.type;

import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonText;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/// Reads days and points in time.
final class Times {

    // 10^11 seconds are the year 5138, 10^11 milliseconds are March 1973: nobody means the one who could mean the
    // other. The edge reads the times of events in the same way.
    private static final BigDecimal FIRST_MILLIS = BigDecimal.valueOf(100_000_000_000L);

    // ClickHouse wraps a day beyond these around, and a time it clamps.
    private static final long LAST_DATE = 65_535;
    private static final long FIRST_DATE32 = LocalDate.of(1900, 1, 1).toEpochDay();
    private static final long LAST_DATE32 = LocalDate.of(2299, 12, 31).toEpochDay();
    private static final long SECONDS_OF_A_DAY = 86_400;
    private static final long LAST_SECOND = (1L << 32) - 1;

    private static final int NANO_DIGITS = 9;

    private Times() {}

    static Object day(ColumnType.Day type, JsonValue value) throws UnfitValueException {
        String expected = type.wide() ? "a day from 1900-01-01 to 2299-12-31" : "a day from 1970-01-01 to 2149-06-06";
        String text = ValueReader.text(expected, value);
        int days = text.length() == 10 ? epochDay(text) : Integer.MIN_VALUE;
        if (days == Integer.MIN_VALUE) {
            throw UnfitValueException.wrongType(expected, value);
        }
        boolean fits = type.wide() ? days >= FIRST_DATE32 && days <= LAST_DATE32 : days >= 0 && days <= LAST_DATE;
        if (!fits) {
            throw UnfitValueException.outOfRange(expected, value);
        }
        return days;
    }

    static Object second(ColumnType.Second type, JsonValue value) throws UnfitValueException {
        String expected = "a time from 1970-01-01T00:00:00Z to 2106-02-07T06:28:15Z, to the second";
        long seconds = ticks(0, expected, value);
        if (seconds < 0 || seconds > LAST_SECOND) {
            throw UnfitValueException.outOfRange(expected, value);
        }
        return seconds;
    }

    static Object tick(ColumnType.Tick type, JsonValue value) throws UnfitValueException {
        // Nanoseconds fill a long before that.
        String last = type.precision() == NANO_DIGITS ? "2262-04-11T23:47:16Z" : "2299-12-31T23:59:59Z";
        String expected = "a time from 1900-01-01T00:00:00Z to " + last + ", with at most " + type.precision()
                + " digits behind the second";
        long ticks = ticks(type.precision(), expected, value);
        long perSecond = power(type.precision());
        boolean fits = Math.floorDiv(ticks, perSecond) >= FIRST_DATE32 * SECONDS_OF_A_DAY
                && Math.floorDiv(ticks, perSecond) < (LAST_DATE32 + 1) * SECONDS_OF_A_DAY;
        if (!fits) {
            throw UnfitValueException.outOfRange(expected, value);
        }
        return ticks;
    }

    private static long ticks(int precision, String expected, JsonValue value) throws UnfitValueException {
        BigDecimal seconds;
        if (value instanceof JsonNumber number) {
            seconds = ofNumber(number);
        } else if (value instanceof JsonText text) {
            seconds = ofText(text.value());
            if (seconds == null) {
                throw UnfitValueException.wrongType(expected, value);
            }
        } else {
            throw UnfitValueException.wrongType(expected, value);
        }
        if (seconds == null) {
            throw UnfitValueException.outOfRange(expected, value);
        }
        BigDecimal ticks = seconds.movePointRight(precision).stripTrailingZeros();
        // A long has 19 digits.
        if (ticks.scale() > 0 || ticks.precision() - (long) ticks.scale() > 19) {
            throw UnfitValueException.outOfRange(expected, value);
        }
        try {
            return ticks.longValueExact();
        } catch (ArithmeticException e) {
            throw UnfitValueException.outOfRange(expected, value);
        }
    }

    /// Seconds since 1970 of a number: seconds below 10^11, else milliseconds.
    private static @Nullable BigDecimal ofNumber(JsonNumber number) {
        BigDecimal exact = number.exact();
        if (exact == null) {
            return null;
        }
        return exact.abs().compareTo(FIRST_MILLIS) < 0 ? exact : exact.movePointLeft(3);
    }

    /// Seconds since 1970 of a date-time of RFC 3339 with its offset; a leap second is none.
    private static @Nullable BigDecimal ofText(String text) {
        int length = text.length();
        if (length < 20 || (text.charAt(10) | 0x20) != 't' || text.charAt(13) != ':' || text.charAt(16) != ':') {
            return null;
        }
        int day = epochDay(text);
        int hour = digits(text, 11, 13, 23);
        int minute = digits(text, 14, 16, 59);
        int second = digits(text, 17, 19, 59);
        if (day == Integer.MIN_VALUE || hour < 0 || minute < 0 || second < 0) {
            return null;
        }
        int at = 19;
        if (text.charAt(at) == '.') {
            at++;
            while (at < length && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            // More digits than JSON's longest number are nobody's time.
            if (at == 20 || at > 100) {
                return null;
            }
        }
        int offset = offsetMinutes(text, at);
        if (offset == Integer.MIN_VALUE) {
            return null;
        }
        long seconds = (day * 1440L + hour * 60L + minute - offset) * 60 + second;
        BigDecimal whole = BigDecimal.valueOf(seconds);
        return at == 19 ? whole : whole.add(new BigDecimal("0" + text.substring(19, at)));
    }

    /// The day `yyyy-mm-dd` at the beginning of a text of 10 characters or more, or the least integer.
    private static int epochDay(String text) {
        int year = digits(text, 0, 4, 9999);
        int month = digits(text, 5, 7, 12);
        int day = digits(text, 8, 10, 31);
        if (text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || year < 0
                || month < 1
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return Integer.MIN_VALUE;
        }
        return (int) LocalDate.of(year, month, day).toEpochDay();
    }

    private static int offsetMinutes(String text, int at) {
        int length = text.length();
        if (length == at + 1 && (text.charAt(at) | 0x20) == 'z') {
            return 0;
        }
        if (length != at + 6 || text.charAt(at + 3) != ':') {
            return Integer.MIN_VALUE;
        }
        int hour = digits(text, at + 1, at + 3, 23);
        int minute = digits(text, at + 4, at + 6, 59);
        char sign = text.charAt(at);
        if (hour < 0 || minute < 0 || (sign != '+' && sign != '-')) {
            return Integer.MIN_VALUE;
        }
        int offset = hour * 60 + minute;
        return sign == '-' ? -offset : offset;
    }

    private static int digits(String text, int from, int to, int most) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value > most ? -1 : value;
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
