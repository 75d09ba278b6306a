package dev.penstock.writer.settle;

import dev.penstock.model.progress.OffsetRange;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.deadletter.Letter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A batch on its way to being settled: what is done, and what is left to do. An attempt goes on where the last one
/// stopped.
///
/// Not thread-safe: one attempt at a time has it, and hands it back through its future.
public final class Settlement {

    // Inserts that may be spent on finding and cutting out bad rows. Beyond it is not some rows that are bad.
    private static final int MOST_ISOLATIONS = 64;

    // A row beside its record: the row, its place, and six short strings.
    private static final long ROW = 500;

    private final Batch batch;
    private final BlockOrigin origin;
    private final boolean begunBefore;
    private final Deque<Block> blocks = new ArrayDeque<>();
    private final List<Long> deadLettered = new ArrayList<>();

    private @Nullable Plan plan;
    private List<Letter> letters = new ArrayList<>();
    private int stored;
    private int isolations;
    private boolean refreshed;
    private boolean doubtful;
    private boolean viewBehind;

    private Settlement(Batch batch, BlockOrigin origin, boolean begunBefore) {
        this.batch = batch;
        this.origin = origin;
        this.begunBefore = begunBefore;
        this.doubtful = begunBefore;
    }

    /// Begins with nothing done.
    public static Settlement first(Batch batch, BlockOrigin origin) {
        return new Settlement(batch, origin, false);
    }

    /// Begins with a batch that was begun before, nobody knows how far: any of its rows may be in the table.
    public static Settlement again(Batch batch, BlockOrigin origin) {
        return new Settlement(batch, origin, true);
    }

    /// The same batch with the same origin, so the same rows as the same bytes, and nothing known of what was done.
    public Settlement anew() {
        return again(batch, origin);
    }

    /// Bytes it occupies, roughly: the records, and the rows they become.
    public long bytes() {
        return batch.bytes() + ROW * batch.records().size();
    }

    public Batch batch() {
        return batch;
    }

    BlockOrigin origin() {
        return origin;
    }

    void plan(BatchReader reader) {
        if (plan == null) {
            plan = reader.read(batch, origin);
            blocks.addAll(plan.blocks());
            letters.addAll(plan.letters());
        }
    }

    @Nullable
    Block nextBlock() {
        return blocks.peekFirst();
    }

    void stored(Block block) {
        blocks.removeFirst();
        stored += block.rows().size();
        doubtful = begunBefore;
        viewBehind = false;
    }

    /// An insert of the next block has an unknown outcome, or was ended by a view.
    void doubt(boolean byView) {
        doubtful = true;
        viewBehind |= byView;
    }

    /// Tells whether rows of the next block may be in the table already.
    boolean doubtful() {
        return doubtful;
    }

    /// Tells whether a view has not seen rows of the next block that are in the table.
    boolean viewBehind() {
        return viewBehind;
    }

    /// Puts other blocks in the place of the next one.
    void replace(List<Block> others) {
        blocks.removeFirst();
        others.reversed().forEach(blocks::addFirst);
    }

    /// Takes a row of the next block for a dead letter.
    void giveUp(Block block, int row, Letter letter) {
        replace(block.without(row));
        letters.add(letter);
    }

    /// Counts an insert that found bad rows.
    ///
    /// @return false when there were too many
    boolean mayIsolate() {
        isolations++;
        return isolations <= MOST_ISOLATIONS;
    }

    /// Lets an endless search for bad rows begin anew, once somebody has repaired what made all of them bad.
    void forgetIsolations() {
        isolations = 0;
    }

    /// True the first time: the table is looked at again once, not for ever.
    boolean mayRefresh() {
        boolean first = !refreshed;
        refreshed = true;
        return first;
    }

    void forgetRefresh() {
        refreshed = false;
    }

    SourceRecord recordAt(long offset) {
        int low = 0;
        int high = batch.records().size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            SourceRecord record = batch.records().get(middle);
            if (record.offset() == offset) {
                return record;
            }
            if (record.offset() < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        throw new IllegalStateException("no record of the batch stands at offset " + offset);
    }

    List<Letter> letters() {
        return letters;
    }

    void unacknowledged(List<Letter> rest) {
        Set<Long> open = new HashSet<>();
        rest.forEach(letter -> open.add(letter.record().offset()));
        for (Letter letter : letters) {
            if (!open.contains(letter.record().offset())) {
                deadLettered.add(letter.record().offset());
            }
        }
        letters = new ArrayList<>(rest);
    }

    Outcome.Settled settled() {
        Plan done = plan;
        if (done == null || !blocks.isEmpty() || !letters.isEmpty()) {
            throw new IllegalStateException("records of the batch are not settled yet");
        }
        // The last look before an offset is committed over them: whatever went wrong above, none is passed over.
        int covered = batch.records().size() - batch.after(done.through()).size();
        if (stored + deadLettered.size() != covered) {
            throw new IllegalStateException(stored + " rows and " + deadLettered.size() + " letters of " + covered
                    + " records: some are not settled");
        }
        return new Outcome.Settled(done.through(), done.leaderEpoch(), stored, ranges());
    }

    private List<OffsetRange> ranges() {
        deadLettered.sort(null);
        List<OffsetRange> ranges = new ArrayList<>();
        for (long offset : deadLettered) {
            OffsetRange last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null && last.last() + 1 == offset) {
                ranges.set(ranges.size() - 1, new OffsetRange(last.first(), offset));
            } else {
                ranges.add(new OffsetRange(offset, offset));
            }
        }
        return ranges;
    }
}
