package dev.penstock.normalize.definition;

import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.type.ColumnType;
import dev.penstock.normalize.unit.ColumnUnit;
import org.jspecify.annotations.Nullable;

/// Where the values of a column come from.
///
/// @param from the place of the value in the event
/// @param absent what becomes of an event that has none there, or null
/// @param unit what the column is kept in, null for a column without
/// @param sourceUnit what the event's numbers are in, null when they are in the column's unit, or say it
/// @param sourceUnitFrom where the event says what its number is in, null when it does not
public record ColumnRule(
        TypedColumn column,
        JsonPointer from,
        Absent absent,
        @Nullable ColumnUnit unit,
        @Nullable String sourceUnit,
        @Nullable JsonPointer sourceUnitFrom) {

    /// Whether null is a value of the column.
    public boolean isNullable() {
        return isNullable(column.type());
    }

    static boolean isNullable(ColumnType type) {
        return type instanceof ColumnType.Nullable
                || (type instanceof ColumnType.LowCardinality low && low.within() instanceof ColumnType.Nullable);
    }

    /// What becomes of an event that has no value for a column.
    public sealed interface Absent {

        /// It is rejected.
        record Refused() implements Absent {}

        /// The column is null.
        record Empty() implements Absent {}

        /// The column has this value.
        ///
        /// @param value as the column's type says
        /// @param json as the definition has it
        record Filled(Object value, String json) implements Absent {}
    }
}
