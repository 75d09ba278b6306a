package dev.penstock.writer.settle;

import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.insert.TrialResult;

/// A copy of a table that keeps nothing, to try blocks on: [dev.penstock.sink.insert.TrialInserts], or a scripted one
/// in a test.
public interface Trial extends AutoCloseable {

    /// Tries once whether the table would take all rows of `block`.
    TrialResult insert(Block block, BlockOrigin origin) throws InterruptedException;

    @Override
    void close();
}
