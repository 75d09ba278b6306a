package dev.penstock.writer.settle;

import dev.penstock.sink.block.Block;
import dev.penstock.writer.count.BatchCounts;
import dev.penstock.writer.deadletter.Letter;
import dev.penstock.writer.fuse.Tally;
import dev.penstock.writer.park.Parked;
import dev.penstock.writer.settle.Outcome.Undecided;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be done with the first records of a batch.
///
/// @param through the offset of the last record it covers; the batch may have more
/// @param leaderEpoch of that record, negative when the broker did not say
/// @param stored how many of them were stored before, by a plan that was given up
/// @param tolerated misfits of events that have a row all the same
/// @param blocks the rows of the others, by table and month
/// @param letters the records that have no row
/// @param parked the records whose stream is halted
/// @param tally the events by stream
/// @param counts what the records become, for the ledger
/// @param undecided a stream whose definition cannot be read; then nothing of the plan may be done
record Plan(
        long through,
        int leaderEpoch,
        int stored,
        int tolerated,
        List<Block> blocks,
        List<Letter> letters,
        List<Parked> parked,
        Tally tally,
        BatchCounts counts,
        @Nullable Undecided undecided) {

    Plan {
        blocks = List.copyOf(blocks);
        letters = List.copyOf(letters);
        parked = List.copyOf(parked);
    }
}
