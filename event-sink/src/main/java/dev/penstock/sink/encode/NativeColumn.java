package dev.penstock.sink.encode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of one column of a block, one after the other.
///
/// Not thread-safe; for one block.
interface NativeColumn {

    /// Adds a value that [ValueKind] has room for.
    void append(@Nullable Object value);

    /// Adds what stands where there is no value.
    void appendNothing();

    /// Writes what stands before all values: which form those parts of the column have that ClickHouse knows several
    /// of.
    void writeForm(ColumnBytes head);

    /// Adds the arrays of the column to `parts`, in the order in which they are sent. Once, when all values are there.
    void collect(List<ColumnBytes> parts);
}
