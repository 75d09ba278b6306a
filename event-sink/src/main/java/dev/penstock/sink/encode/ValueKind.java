package dev.penstock.sink.encode;

import org.jspecify.annotations.Nullable;

/// The values of one type. Asked for the room first, so that a block is written whole or not at all.
interface ValueKind {

    /// Said of a value that is none of the type: of another class, or beyond what the type can hold. ClickHouse
    /// would take most of these and store something else.
    long UNFIT = -1;

    /// The most bytes the value takes in a column, or [#UNFIT].
    long room(@Nullable Object value);

    /// The most bytes that stand where there is no value.
    long roomForNothing();

    /// A column of such values, with none yet.
    NativeColumn column(Buffers buffers);
}
