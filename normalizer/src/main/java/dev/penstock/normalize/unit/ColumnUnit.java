package dev.penstock.normalize.unit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.measure.IncommensurableException;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;
import tech.units.indriya.function.RationalNumber;
import tech.units.indriya.unit.Units;

/// The unit a column is kept in, and the way to it from others. Thread-safe.
public final class ColumnUnit {

    // Senders name units. What is beyond is worked out each time: some microseconds.
    private static final int MOST_REMEMBERED = 256;

    private final String symbol;
    private final MeasuredUnit unit;
    private final Map<String, UnitConversion> remembered = new ConcurrentHashMap<>();

    private ColumnUnit(String symbol, MeasuredUnit unit) {
        this.symbol = symbol;
        this.unit = unit;
    }

    /// Reads a unit.
    ///
    /// @throws IllegalArgumentException for a text that is none, or none with a single meaning
    public static ColumnUnit parse(String symbol) {
        MeasuredUnit unit = MeasuredUnit.parse(symbol);
        if (unit == null) {
            throw new IllegalArgumentException("'" + symbol + "' is no unit; some are ms, h, kB, KiB, °C, km, kg, kWh,"
                    + " %, and km/h" + (symbol.equals("KB") ? ": write kB (1,000 bytes) or KiB (1,024)" : ""));
        }
        return new ColumnUnit(symbol, unit);
    }

    public String symbol() {
        return symbol;
    }

    /// How numbers of the unit `other` become numbers of this one, or null when it is not known or measures something
    /// else. The same answer every time.
    public @Nullable UnitConversion from(String other) {
        UnitConversion known = remembered.get(other);
        if (known != null) {
            return known;
        }
        MeasuredUnit source = MeasuredUnit.parse(other);
        UnitConversion conversion = source == null ? null : conversion(source, unit);
        if (conversion != null && remembered.size() < MOST_REMEMBERED) {
            remembered.put(other, conversion);
        }
        return conversion;
    }

    /// How many conversions are kept.
    int remembered() {
        return remembered.size();
    }

    private static @Nullable UnitConversion conversion(MeasuredUnit from, MeasuredUnit to) {
        RationalNumber factor = factor(from.unit(), to.unit());
        if (factor == null) {
            return null;
        }
        RationalNumber zero = difference(from.zero(), to.zero());
        if (zero.signum() == 0) {
            return new UnitConversion(factor, zero);
        }
        RationalNumber kelvin = factor(Units.KELVIN, to.unit());
        return kelvin == null ? null : new UnitConversion(factor, zero.multiply(kelvin));
    }

    private static RationalNumber difference(@Nullable RationalNumber from, @Nullable RationalNumber to) {
        RationalNumber start = from == null ? RationalNumber.ZERO : from;
        return to == null ? start : start.subtract(to);
    }

    /// What one of `from` is in `to`: a fraction, since every symbol is one.
    private static @Nullable RationalNumber factor(Unit<?> from, Unit<?> to) {
        Number one;
        try {
            one = from.getConverterToAny(to).convert((Number) BigInteger.ONE);
        } catch (IncommensurableException e) {
            return null;
        }
        return switch (one) {
            case RationalNumber fraction -> fraction;
            case BigDecimal decimal -> RationalNumber.of(decimal);
            case BigInteger integer -> RationalNumber.ofInteger(integer);
            case Long integer -> RationalNumber.ofInteger(integer);
            case Integer integer -> RationalNumber.ofInteger(integer);
            default ->
                throw new IllegalStateException("from " + from + " to " + to + " is no fraction but a "
                        + one.getClass().getSimpleName());
        };
    }
}
