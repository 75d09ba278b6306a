package dev.penstock.sink.encode;

import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import java.util.List;
import java.util.Set;

/// A column that every table of events has.
///
/// @param declared the types a table may declare it as
record CommonColumn(String name, Set<String> declared, Writer writer) {

    static final Set<String> STRING = Set.of("String", "LowCardinality(String)");
    static final String TIME = "DateTime64(3, 'UTC')";

    /// Writes the values of a block.
    interface Writer {

        /// Adds the column's arrays to `parts`.
        ///
        /// @param kind of the declared type
        /// @param head has name and type already
        void write(
                List<PlacedRow> rows,
                BlockOrigin origin,
                ValueKind kind,
                Buffers buffers,
                ColumnBytes head,
                List<ColumnBytes> parts);
    }
}
