package dev.penstock.normalize.type;

import static dev.penstock.normalize.type.Reading.isOutOfRange;
import static dev.penstock.normalize.type.Reading.isWrongType;
import static dev.penstock.normalize.type.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    private static final BigInteger ONE = BigInteger.ONE;

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32, 64, 128, 256})
    void integersEndWhereTheyEnd(int bits) throws UnfitValueException {
        BigInteger half = ONE.shiftLeft(bits - 1);
        BigInteger all = ONE.shiftLeft(bits);

        checkEnds("Int" + bits, bits, half.negate(), half.subtract(ONE));
        checkEnds("UInt" + bits, bits, BigInteger.ZERO, all.subtract(ONE));
    }

    private static void checkEnds(String type, int bits, BigInteger least, BigInteger most) throws UnfitValueException {
        for (BigInteger end : new BigInteger[] {least, most}) {
            assertThat(read(type, end.toString())).as(type).isEqualTo(value(end, bits));
            assertThat(read(type, end + ".0")).as(type).isEqualTo(value(end, bits));
            assertThat(read(type, end + ".00e0")).as(type).isEqualTo(value(end, bits));
        }
        for (BigInteger beyond : new BigInteger[] {least.subtract(ONE), most.add(ONE)}) {
            isOutOfRange(type, beyond.toString());
            isOutOfRange(type, beyond + ".000");
            isOutOfRange(type, beyond + ".0e0");
        }
    }

    // What ColumnType says: of 64 bits a long, also where there is no sign.
    private static Object value(BigInteger integer, int bits) {
        return bits <= 64 ? (Object) integer.longValue() : integer;
    }

    @Test
    void randomIntegersAreThoseOfJava() throws UnfitValueException {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            int bits = 8 << random.nextInt(6);
            boolean signed = random.nextBoolean();
            BigInteger integer = new BigInteger(random.nextInt(bits + 8) + 1, random);
            integer = random.nextBoolean() ? integer : integer.negate();
            String type = (signed ? "Int" : "UInt") + bits;
            boolean fits = signed ? integer.bitLength() < bits : integer.signum() >= 0 && integer.bitLength() <= bits;
            String json = random.nextInt(3) == 0
                    ? new BigDecimal(integer).stripTrailingZeros().toString()
                    : "" + integer;
            if (fits) {
                assertThat(read(type, json)).as("%s of %s", json, type).isEqualTo(value(integer, bits));
            } else {
                isOutOfRange(type, json);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1", "1e3, 1000", "-0, 0", "-0.0, 0", "0e5, 0", "100e-2, 1", "1.20e1, 12"})
    void aWholeNumberMayBeWrittenWithAPoint(String json, long number) throws UnfitValueException {
        assertThat(read("Int32", json)).isEqualTo(number);
        assertThat(read("UInt16", json)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "0.1", "1e-1", "-0.000001", "1e-999999", "3.0000000000000000000000001"})
    void aFractionIsNoWholeNumber(String json) {
        isOutOfRange("Int64", json);
        isOutOfRange("Int256", json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\"", "\"\"", "true", "[]", "{}", "[1]", "null", "\"NaN\"", "\"1.0\"", "\"+1\"", "\" 1\"", "\"01\""
            })
    void otherThingsAreNoWholeNumbers(String json) {
        isWrongType("Int32", json);
        isWrongType("Int64", json);
        isWrongType("UInt256", json);
    }

    @Test
    void textIsAWholeNumberWhereADoubleEnds() throws UnfitValueException {
        assertThat(read("Int64", "\"-9223372036854775808\"")).isEqualTo(Long.MIN_VALUE);
        assertThat(read("UInt64", "\"18446744073709551615\"")).isEqualTo(-1L);
        assertThat(read("UInt128", "\"12\"")).isEqualTo(BigInteger.valueOf(12));
        isOutOfRange("Int64", "\"9223372036854775808\"");
        isOutOfRange("UInt64", "\"-1\"");
        isWrongType("Int32", "\"12\"");
        isWrongType("Int64", '"' + "1".repeat(101) + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999", "-1e999999999", "1e2147483647", "1e99999999999999", "1e-999999999"})
    void aHugeExponentCostsNothing(String json) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            for (String type : new String[] {"Int8", "Int64", "UInt256", "Decimal(76, 38)", "Float64", "Float32"}) {
                isOutOfRange(type, json);
            }
            isOutOfRange("DateTime64(3)", json);
            isOutOfRange("DateTime", json);
        });
    }

    @Test
    void aFloatIsTheNearest() throws UnfitValueException {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            double any = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(any)) {
                assertThat(read("Float64", Double.toString(any))).isEqualTo(any);
            }
            float some = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(some)) {
                assertThat(read("Float32", Float.toString(some))).isEqualTo((double) some);
            }
        }
        assertThat(read("Float64", "0.1")).isEqualTo(0.1);
        assertThat(read("Float32", "0.1")).isEqualTo((double) 0.1f);
        assertThat(read("Float64", "-0.0")).isEqualTo(-0.0);
        assertThat(read("Float64", "0e-999999")).isEqualTo(0.0);
    }

    @Test
    void aFloatOfADoubleIsNotRoundedTwice() throws UnfitValueException {
        // Halfway between two floats, but for a digit that a double does not have.
        String json = "1.00000005960464477540000000000000001";

        assertThat(read("Float32", json)).isEqualTo((double) Float.parseFloat(json));
        assertThat((double) (float) Double.parseDouble(json)).isNotEqualTo((double) Float.parseFloat(json));
    }

    @ParameterizedTest
    @CsvSource({
        "Float64, 1.7976931348623157e308, 1.8e308",
        "Float64, 4.9e-324, 1e-325",
        "Float32, 3.4028235e38, 3.5e38",
        "Float32, 1.4e-45, 1e-46",
    })
    void aFloatEndsWhereItEnds(String type, String within, String beyond) throws UnfitValueException {
        assertThat(read(type, within)).isInstanceOf(Double.class);
        isOutOfRange(type, beyond);
        isOutOfRange(type, "-" + beyond);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "\"NaN\"", "\"Infinity\"", "true", "null", "[1]"})
    void otherThingsAreNoFloats(String json) {
        isWrongType("Float64", json);
        isWrongType("Float32", json);
    }

    @Test
    void decimalsEndWhereTheyEnd() throws UnfitValueException {
        for (int precision = 1; precision <= 76; precision++) {
            for (int scale : new int[] {0, precision / 2, precision}) {
                String type = "Decimal(" + precision + ", " + scale + ")";
                BigInteger most = BigInteger.TEN.pow(precision).subtract(ONE);
                String json = new BigDecimal(most, scale).toPlainString();
                assertThat(read(type, json)).as(type).isEqualTo(most);
                assertThat(read(type, "-" + json)).as(type).isEqualTo(most.negate());
                assertThat(read(type, '"' + json + '"')).as(type).isEqualTo(most);
                isOutOfRange(type, new BigDecimal(most.add(ONE), scale).toString());
                isOutOfRange(type, new BigDecimal(most.add(ONE).negate(), scale).toPlainString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "1.5, 150", "1.250, 125", "-0.01, -1", "1e1, 1000", "125e-2, 125", "0, 0"})
    void aDecimalIsItsUnits(String json, BigInteger units) throws UnfitValueException {
        assertThat(read("Decimal(9, 2)", json)).isEqualTo(units);
    }

    @Test
    void aDecimalLosesNoDigits() {
        isOutOfRange("Decimal(9, 2)", "1.255");
        isOutOfRange("Decimal(9, 2)", "0.001");
        isOutOfRange("Decimal(9, 2)", "\"0.001\"");
        isOutOfRange("Decimal(9, 2)", "12345678");
        for (String json :
                new String[] {"\"1e3\"", "\".5\"", "\"1.\"", "\"\"", "\"-\"", "\"1,5\"", "true", "null", "{}"}) {
            isWrongType("Decimal(9, 2)", json);
        }
    }
}
