package dev.penstock.sink.table;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A table or view that is there, as ClickHouse tells it.
///
/// @param engine `View` for a view
/// @param engineFull the engine with all its clauses, in one line
/// @param select what a view selects, else empty
/// @param columns in their order
record ExistingTable(
        String engine,
        String engineFull,
        String partitionKey,
        String sortingKey,
        String select,
        List<ExistingColumn> columns) {

    private static final Pattern RULES = Pattern.compile(" TTL (.*?)(?: SETTINGS .*)?$");

    ExistingTable {
        columns = List.copyOf(columns);
    }

    @Nullable
    ExistingColumn column(String name) {
        for (ExistingColumn column : columns) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        return null;
    }

    /// The rules that say when rows expire, empty when there are none.
    String rules() {
        Matcher rules = RULES.matcher(engineFull);
        return rules.find() ? rules.group(1) : "";
    }

    /// @param kind empty, or `DEFAULT`, `MATERIALIZED`, `ALIAS`, `EPHEMERAL`
    record ExistingColumn(String name, String type, String kind) {

        /// Whether an insert can fill it and a query finds what was inserted.
        boolean isStored() {
            return kind.isEmpty() || kind.equals("DEFAULT");
        }
    }
}
