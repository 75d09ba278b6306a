package dev.penstock.writer.settle;

import dev.penstock.sink.block.Block;
import dev.penstock.writer.deadletter.Letter;
import java.util.List;

/// What is to be done with the first records of a batch.
///
/// @param through the offset of the last record it covers; the batch may have more
/// @param leaderEpoch of that record, negative when the broker did not say
/// @param blocks its rows, by month
/// @param letters the records that have no row
record Plan(long through, int leaderEpoch, List<Block> blocks, List<Letter> letters) {

    Plan {
        blocks = List.copyOf(blocks);
        letters = List.copyOf(letters);
    }
}
