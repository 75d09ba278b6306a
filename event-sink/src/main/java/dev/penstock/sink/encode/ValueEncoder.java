package dev.penstock.sink.encode;

import org.jspecify.annotations.Nullable;

/// Writes the values of one type. Asked for the room first, so that a row is written whole or not at all.
interface ValueEncoder {

    /// Said of a value that is none of the type: of another class, or beyond what the type can hold. ClickHouse
    /// would take most of these and store something else.
    long UNFIT = -1;

    /// Exactly how many bytes [#write] will write, or [#UNFIT].
    long room(@Nullable Object value);

    /// Writes a value that there is room for.
    void write(RowBinary out, @Nullable Object value);
}
