package dev.penstock.normalize.type;

import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonBool;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.JsonValue.Member;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;

/// What ClickHouse's type JSON refuses or changes, though it is an object: seen in 26.7.
///
/// It keeps a number with a fraction or an exponent as a Float64, and forgets what is null.
final class JsonColumns {

    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int DIGITS_OF_A_LONG = 18;
    private static final int LONGEST_PATH = 1_000;

    private JsonColumns() {}

    static void check(JsonObject object) throws UnfitValueException {
        checkPaths(object, "", new HashSet<>());
    }

    /// To ClickHouse `{"a.b":1}` and `{"a":{"b":1}}` are the same, and both at once one path twice.
    private static void checkPaths(JsonObject object, String prefix, Set<String> paths) throws UnfitValueException {
        for (Member member : object.members()) {
            String path = prefix + member.name();
            switch (member.value()) {
                case JsonObject inner -> checkPaths(inner, path + ".", paths);
                case JsonNull ignored -> {}
                case JsonNumber number -> {
                    checkOnce(path, member.value(), paths);
                    checkNumber(number);
                }
                case JsonArray array -> {
                    checkOnce(path, member.value(), paths);
                    checkElements(array);
                }
                case JsonText text -> checkOnce(path, text, paths);
                case JsonBool bool -> checkOnce(path, bool, paths);
            }
        }
    }

    private static void checkOnce(String path, JsonValue value, Set<String> paths) throws UnfitValueException {
        if (path.length() > LONGEST_PATH) {
            throw UnfitValueException.outOfRange("paths of at most " + LONGEST_PATH + " characters", value);
        }
        if (!paths.add(path)) {
            throw UnfitValueException.wrongType("one value at the path " + path, value);
        }
    }

    private static void checkElements(JsonArray array) throws UnfitValueException {
        boolean bools = false;
        boolean numbers = false;
        for (JsonValue element : array.elements()) {
            switch (element) {
                case JsonObject inner -> check(inner);
                case JsonArray inner -> checkElements(inner);
                case JsonNumber number -> {
                    numbers = true;
                    checkNumber(number);
                }
                case JsonBool ignored -> bools = true;
                case JsonText ignored -> {}
                case JsonNull ignored -> {}
            }
        }
        if (bools && numbers) {
            throw UnfitValueException.wrongType(
                    "a list of either numbers or true and false, which ClickHouse would make 1 and 0", array);
        }
    }

    private static void checkNumber(JsonNumber number) throws UnfitValueException {
        String text = number.text();
        boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        if (whole && text.length() <= DIGITS_OF_A_LONG) {
            return;
        }
        if (whole) {
            BigDecimal exact = number.exact();
            BigInteger integer = exact == null ? null : exact.toBigIntegerExact();
            if (integer == null || integer.compareTo(LEAST) < 0 || integer.compareTo(MOST) > 0) {
                throw UnfitValueException.outOfRange("a whole number from " + LEAST + " to " + MOST, number);
            }
            return;
        }
        Numbers.floating(new ColumnType.Floating(64), number);
    }
}
