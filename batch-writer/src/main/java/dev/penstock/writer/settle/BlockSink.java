package dev.penstock.writer.settle;

import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.failure.InsertResult;

/// Where blocks go: [dev.penstock.sink.insert.BlockInserts], or a scripted one in a test.
public interface BlockSink {

    /// Tries once to insert `block`, all rows or none.
    InsertResult insert(Block block, BlockOrigin origin) throws InterruptedException;

    /// Looks at the table anew before the next insert.
    void refresh();
}
