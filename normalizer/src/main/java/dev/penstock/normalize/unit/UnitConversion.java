package dev.penstock.normalize.unit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import tech.units.indriya.function.RationalNumber;

/// How numbers of one unit become those of another: exactly, and rounded once, half to even, where the column ends.
///
/// @param factor and offset are fractions of integers: `value * factor + offset`
public record UnitConversion(RationalNumber factor, RationalNumber offset) {

    // More than a double has; what is left is rounded again when it becomes one.
    private static final MathContext FLOATING = new MathContext(40, RoundingMode.HALF_EVEN);

    /// Whether it changes nothing, so that nothing needs to be rounded.
    public boolean isIdentity() {
        return factor.equals(RationalNumber.ONE) && offset.signum() == 0;
    }

    /// Converts a number, to `scale` digits behind the point.
    public BigDecimal convert(BigDecimal value, int scale) {
        return dividend(value).divide(divisor(), scale, RoundingMode.HALF_EVEN);
    }

    /// Converts a number, to 40 digits.
    public BigDecimal convert(BigDecimal value) {
        return dividend(value).divide(divisor(), FLOATING);
    }

    private BigDecimal dividend(BigDecimal value) {
        BigDecimal scaled = value.multiply(decimal(factor.getDividend().multiply(offset.getDivisor())));
        return scaled.add(decimal(offset.getDividend().multiply(factor.getDivisor())));
    }

    private BigDecimal divisor() {
        return decimal(factor.getDivisor().multiply(offset.getDivisor()));
    }

    private static BigDecimal decimal(BigInteger integer) {
        return new BigDecimal(integer);
    }
}
