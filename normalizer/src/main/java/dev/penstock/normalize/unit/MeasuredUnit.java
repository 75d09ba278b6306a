package dev.penstock.normalize.unit;

import dev.penstock.normalize.unit.UnitSymbols.Symbol;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;
import tech.units.indriya.AbstractUnit;
import tech.units.indriya.function.RationalNumber;

/// What a text such as `kB`, `km/h` or `J/(kg·K)`, written `J/kg/K`, names.
///
/// @param unit without its zero
/// @param zero in kelvin, null for a unit whose zero is nothing
record MeasuredUnit(Unit<?> unit, @Nullable RationalNumber zero) {

    private static final int MAX_LENGTH = 32;
    private static final int MOST_PARTS = 6;
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// Reads a unit: symbols, each perhaps with an exponent (`m2`, `m^2`, `m²`, `s-1`), joined by `/`, `*` and `·`,
    /// from left to right.
    ///
    /// @return null when any part of the text is not understood
    static @Nullable MeasuredUnit parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return null;
        }
        Symbol whole = UnitSymbols.find(text);
        if (whole != null) {
            return new MeasuredUnit(whole.unit(), whole.zero());
        }
        Unit<?> unit = AbstractUnit.ONE;
        int from = 0;
        boolean divides = false;
        for (int part = 0; part < MOST_PARTS; part++) {
            int to = endOfPart(text, from);
            Unit<?> factor = part(text.substring(from, to));
            if (factor == null) {
                return null;
            }
            unit = divides ? unit.divide(factor) : unit.multiply(factor);
            if (to == text.length()) {
                return new MeasuredUnit(unit, null);
            }
            divides = text.charAt(to) == '/';
            from = to + 1;
        }
        return null;
    }

    private static int endOfPart(String text, int from) {
        int to = from;
        while (to < text.length() && "/*·".indexOf(text.charAt(to)) < 0) {
            to++;
        }
        return to;
    }

    private static @Nullable Unit<?> part(String part) {
        Symbol plain = UnitSymbols.find(part);
        int length = part.length();
        if (plain == null && length > 1) {
            int digit = digit(part.charAt(length - 1));
            int end = length - 1;
            boolean negative = part.charAt(end - 1) == '-' || part.charAt(end - 1) == '⁻';
            end = negative ? end - 1 : end;
            end = end > 1 && part.charAt(end - 1) == '^' ? end - 1 : end;
            Symbol symbol = digit < 1 ? null : UnitSymbols.find(part.substring(0, end));
            // What is not counted from nothing has no square.
            return symbol == null || symbol.zero() != null
                    ? null
                    : symbol.unit().pow(negative ? -digit : digit);
        }
        return plain == null || plain.zero() != null ? null : plain.unit();
    }

    private static int digit(char c) {
        return c >= '0' && c <= '9' ? c - '0' : SUPERSCRIPTS.indexOf(c);
    }
}
