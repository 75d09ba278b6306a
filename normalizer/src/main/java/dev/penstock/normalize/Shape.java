package dev.penstock.normalize;

import dev.penstock.normalize.type.ColumnType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which table a row is for, and which columns it has beyond the common ones.
///
/// One object for each version of a definition: rows of the same version share it.
///
/// @param table without the database
/// @param columns in the order of a row's values
public record Shape(String table, List<TypedColumn> columns) {

    /// The table of every stream that has none of its own.
    public static final Shape COMMON = new Shape("events_raw", List.of());

    public Shape {
        columns = List.copyOf(columns);
        Set<String> names = new HashSet<>();
        for (TypedColumn column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("column " + column.name() + " of " + table + " is there twice");
            }
        }
    }

    /// The same columns in another table.
    public Shape in(String otherTable) {
        return new Shape(otherTable, columns);
    }

    /// A column of a stream's own.
    public record TypedColumn(String name, ColumnType type) {}
}
