package dev.penstock.normalize;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.normalize.definition.ColumnRule;
import dev.penstock.normalize.definition.ColumnRule.Absent;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.normalize.type.UnfitValueException;
import dev.penstock.normalize.type.ValueReader;
import dev.penstock.normalize.unit.ColumnUnit;
import dev.penstock.normalize.unit.UnitConversion;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Finds the value of a column in an event, and brings it to the column's unit.
final class ColumnValues {

    private ColumnValues() {}

    static @Nullable Object read(ColumnRule rule, JsonValue event, ValueReader reader) throws UnfitValueException {
        JsonValue value = rule.from().find(event);
        if (value == null || (value instanceof JsonNull && !rule.isNullable())) {
            return switch (rule.absent()) {
                case Absent.Filled filled -> filled.value();
                case Absent.Empty ignored -> null;
                case Absent.Refused ignored ->
                    throw new UnfitValueException(DeadLetterCause.MISSING_VALUE, "a value at " + rule.from(), value);
            };
        }
        ColumnUnit unit = rule.unit();
        ColumnType type = rule.column().type();
        if (unit == null || value instanceof JsonNull) {
            return reader.read(type, value);
        }
        // Text would be a number with a unit of its own: nobody knows which of the two counts.
        if (!(value instanceof JsonNumber number)) {
            throw new UnfitValueException(DeadLetterCause.WRONG_TYPE, "a number", value);
        }
        UnitConversion conversion = conversion(rule, unit, event);
        return conversion == null || conversion.isIdentity()
                ? reader.read(type, number)
                : ValueReader.read(type, converted(type, conversion, number), number);
    }

    /// How the event's number becomes one of the column's; null when it is one.
    private static @Nullable UnitConversion conversion(ColumnRule rule, ColumnUnit unit, JsonValue event)
            throws UnfitValueException {
        JsonPointer place = rule.sourceUnitFrom();
        JsonValue declared = place == null ? null : place.find(event);
        String symbol = rule.sourceUnit();
        if (declared instanceof JsonText text) {
            symbol = text.value();
        } else if (declared != null && !(declared instanceof JsonNull)) {
            throw unknown(unit, place, declared);
        }
        if (symbol == null) {
            if (place != null) {
                throw unknown(unit, place, declared);
            }
            return null;
        }
        UnitConversion conversion = unit.from(symbol);
        if (conversion == null) {
            throw unknown(unit, place, declared);
        }
        return conversion;
    }

    private static BigDecimal converted(ColumnType type, UnitConversion conversion, JsonNumber number)
            throws UnfitValueException {
        BigDecimal exact = number.exact();
        if (exact == null) {
            throw new UnfitValueException(
                    DeadLetterCause.VALUE_OUT_OF_RANGE, "a number of " + type.declaration(), number);
        }
        return switch (type) {
            case ColumnType.Nullable nullable -> converted(nullable.within(), conversion, number);
            case ColumnType.Decimal decimal -> conversion.convert(exact, decimal.scale());
            case ColumnType.Floating ignored -> conversion.convert(exact);
            case ColumnType ignored -> conversion.convert(exact, 0);
        };
    }

    private static UnfitValueException unknown(
            ColumnUnit unit, @Nullable JsonPointer place, @Nullable JsonValue given) {
        return new UnfitValueException(
                DeadLetterCause.UNKNOWN_UNIT,
                "a unit that can become " + unit.symbol() + (place == null ? "" : " at " + place),
                given);
    }
}
