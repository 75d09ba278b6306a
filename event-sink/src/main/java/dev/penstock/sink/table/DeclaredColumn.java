package dev.penstock.sink.table;

import dev.penstock.normalize.Shape.TypedColumn;
import dev.penstock.normalize.type.ColumnType;

/// A column as a statement declares it.
///
/// @param codec empty for the server's
record DeclaredColumn(String name, String type, String codec) {

    static final String ZSTD = "ZSTD(1)";
    static final String DELTA = "Delta(8), ZSTD(1)";

    /// A stream's own column, compressed as the common ones are: a dictionary needs no codec.
    static DeclaredColumn of(TypedColumn column) {
        String codec = column.type() instanceof ColumnType.LowCardinality ? "" : ZSTD;
        return new DeclaredColumn(column.name(), column.type().declaration(), codec);
    }

    String sql() {
        return "`" + name + "` " + type + (codec.isEmpty() ? "" : " CODEC(" + codec + ")");
    }
}
