package dev.penstock.sink.insert;

import dev.penstock.sink.block.Block;
import dev.penstock.sink.failure.InsertResult;

/// How much of a block is in the table.
public sealed interface Presence {

    /// All of it.
    record Complete() implements Presence {}

    /// Not these rows of it.
    record Partial(Block missing) implements Presence {}

    /// Nobody can tell now.
    ///
    /// @param why a [InsertResult.Retry], or a [InsertResult.Halt] when somebody must act first
    record Unknown(InsertResult why) implements Presence {}
}
