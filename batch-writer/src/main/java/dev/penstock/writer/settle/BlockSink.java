package dev.penstock.writer.settle;

import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.Presence;

/// Where blocks go: [dev.penstock.sink.insert.BlockInserts], or a scripted one in a test.
public interface BlockSink {

    /// Tries once to insert `block`, all rows or none.
    InsertResult insert(Block block, BlockOrigin origin) throws InterruptedException;

    /// Tries once to insert `block` although ClickHouse may know its token.
    InsertResult insertAnyway(Block block, BlockOrigin origin) throws InterruptedException;

    /// Looks how much of `block` is in the table.
    Presence presence(Block block, BlockOrigin origin);

    /// Opens a copy of the table of `shape` to try blocks on. Sends nothing yet.
    Trial trial(Shape shape);

    /// Looks at the table anew before the next insert.
    void refresh();
}
