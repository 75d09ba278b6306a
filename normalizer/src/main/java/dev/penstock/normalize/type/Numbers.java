package dev.penstock.normalize.type;

import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Reads integers, floats and decimals.
final class Numbers {

    // A double is exact up to 2^53: senders write what is larger as text.
    private static final int BITS_OF_TEXTS = 64;

    // As many digits as a long surely holds.
    private static final int DIGITS_OF_A_LONG = 18;

    private static final int LONGEST_TEXT = 100;

    private Numbers() {}

    /// `1.0` and `1e3` are whole; text is taken of 64 bits and more.
    static Object whole(ColumnType.Whole type, JsonValue value) throws UnfitValueException {
        if (value instanceof JsonText text && type.bits() >= BITS_OF_TEXTS) {
            return wholeOfText(type, text);
        }
        if (!(value instanceof JsonNumber number)) {
            throw UnfitValueException.wrongType(expected(type), value);
        }
        return whole(type, number, value);
    }

    /// Reads digits, with a minus or without, and nothing else: one text for one number.
    static Object wholeOfText(ColumnType.Whole type, JsonText text) throws UnfitValueException {
        String digits = text.value();
        boolean negative = digits.startsWith("-");
        int first = negative ? 1 : 0;
        boolean leadingZero = digits.length() > first + 1 && digits.charAt(first) == '0';
        if (digits.length() > LONGEST_TEXT || leadingZero || !isDigits(digits, first) || digits.equals("-0")) {
            throw UnfitValueException.wrongType(expected(type), text);
        }
        return whole(type, new JsonNumber(digits, text.start(), text.end()), text);
    }

    private static Object whole(ColumnType.Whole type, JsonNumber number, JsonValue value) throws UnfitValueException {
        String digits = number.text();
        if (digits.length() <= DIGITS_OF_A_LONG && isDigits(digits, digits.charAt(0) == '-' ? 1 : 0)) {
            return whole(type, Long.parseLong(digits), value);
        }
        return whole(type, number.exact(), value);
    }

    static Object whole(ColumnType.Whole type, @Nullable BigDecimal number, JsonValue value)
            throws UnfitValueException {
        // Not written out before it is known to be short.
        if (number == null || number.stripTrailingZeros().scale() > 0) {
            throw UnfitValueException.outOfRange(expected(type), value);
        }
        BigInteger integer = number.toBigIntegerExact();
        boolean fits = type.signed()
                ? integer.bitLength() < type.bits()
                : integer.signum() >= 0 && integer.bitLength() <= type.bits();
        if (!fits) {
            throw UnfitValueException.outOfRange(expected(type), value);
        }
        return type.bits() <= Long.SIZE ? (Object) integer.longValue() : integer;
    }

    private static Object whole(ColumnType.Whole type, long number, JsonValue value) throws UnfitValueException {
        int bits = type.signed() ? type.bits() - 1 : type.bits();
        boolean fits = bits >= Long.SIZE - 1
                ? type.signed() || number >= 0
                : number < 1L << bits && number >= (type.signed() ? -(1L << bits) : 0);
        if (!fits) {
            throw UnfitValueException.outOfRange(expected(type), value);
        }
        return type.bits() <= Long.SIZE ? (Object) number : BigInteger.valueOf(number);
    }

    static Object floating(ColumnType.Floating type, JsonValue value) throws UnfitValueException {
        if (!(value instanceof JsonNumber number)) {
            throw UnfitValueException.wrongType("a number", value);
        }
        return floating(type, number.text(), value);
    }

    /// The nearest there is; but nothing is made infinite, or zero, that is not.
    static Object floating(ColumnType.Floating type, String text, JsonValue value) throws UnfitValueException {
        // Read as a float, not through a double: that would round twice.
        double nearest = type.bits() == 32 ? Float.parseFloat(text) : Double.parseDouble(text);
        if (!Double.isFinite(nearest) || (nearest == 0 && !isZero(text))) {
            throw UnfitValueException.outOfRange("a number of " + type.declaration(), value);
        }
        return nearest;
    }

    /// Text is taken as well as numbers: a sender's own decimals are often written so.
    static Object decimal(ColumnType.Decimal type, JsonValue value) throws UnfitValueException {
        if (value instanceof JsonText text) {
            if (!isDecimal(text.value())) {
                throw UnfitValueException.wrongType(expected(type), value);
            }
            return decimal(type, new JsonNumber(text.value(), text.start(), text.end()).exact(), value);
        }
        if (!(value instanceof JsonNumber number)) {
            throw UnfitValueException.wrongType(expected(type), value);
        }
        return decimal(type, number.exact(), value);
    }

    static Object decimal(ColumnType.Decimal type, @Nullable BigDecimal number, JsonValue value)
            throws UnfitValueException {
        if (number == null || number.stripTrailingZeros().scale() > type.scale()) {
            throw UnfitValueException.outOfRange(expected(type), value);
        }
        BigDecimal scaled = number.setScale(type.scale());
        if (scaled.precision() > type.precision()) {
            throw UnfitValueException.outOfRange(expected(type), value);
        }
        return scaled.unscaledValue();
    }

    private static String expected(ColumnType.Whole type) {
        BigInteger count = BigInteger.ONE.shiftLeft(type.signed() ? type.bits() - 1 : type.bits());
        return "a whole number from " + (type.signed() ? count.negate() : BigInteger.ZERO) + " to "
                + count.subtract(BigInteger.ONE);
    }

    private static String expected(ColumnType.Decimal type) {
        return "a number of at most " + (type.precision() - type.scale()) + " digits before the point and "
                + type.scale() + " behind it";
    }

    private static boolean isDigits(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > from;
    }

    private static boolean isDecimal(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        int point = text.indexOf('.');
        boolean fraction = point < 0 || isDigits(text, point + 1);
        String whole = point < 0 ? text : text.substring(0, point);
        return text.length() <= LONGEST_TEXT && fraction && isDigits(whole, first);
    }

    private static boolean isZero(String text) {
        for (int i = 0; i < text.length() && (text.charAt(i) | 0x20) != 'e'; i++) {
            if (text.charAt(i) >= '1' && text.charAt(i) <= '9') {
                return false;
            }
        }
        return true;
    }
}
