package dev.penstock.writer.settle;

import dev.penstock.model.ledger.LedgerOutcome;
import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Row;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.SourceRecord;
import dev.penstock.writer.control.InForce;
import dev.penstock.writer.deadletter.Letter;
import dev.penstock.writer.fuse.Tally;
import dev.penstock.writer.park.Parked;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
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

    // Inserts that may be spent on finding and cutting out bad rows of one block. Beyond it is not some rows that are
    // bad.
    private static final int MOST_ISOLATIONS = 256;

    // Streams that may be taken out of a block to be searched alone.
    private static final int MOST_SUSPECTS = 8;

    // Streams that are put behind the others: where more have bad rows, it is not the streams that are bad.
    private static final int MOST_POSTPONED = 2;

    // A row beside its record: the row, its place, its id, and what it does not share with others.
    private static final long ROW = 300;

    private final Batch batch;
    private final BlockOrigin origin;
    private final long revision;
    private final boolean begunBefore;

    // Asked for at every poll: to go through fifty thousand records each time cost the polling thread a sixth of its
    // time.
    private final long bytes;

    private final Deque<Block> blocks = new ArrayDeque<>();
    private final List<Long> deadLettered = new ArrayList<>();
    private final List<Long> parkedOffsets = new ArrayList<>();

    // Which records are stored, by their distance from the first of the batch.
    private final BitSet storedRecords;

    private @Nullable Plan plan;
    private List<Letter> letters = new ArrayList<>();
    private List<Parked> parked = new ArrayList<>();
    private int stored;
    private int isolations;
    private int suspects;
    private int postponed;
    private boolean refreshed;
    private boolean doubtful;
    private boolean viewBehind;
    private boolean entered;

    private boolean searchable = true;

    // What a copy of the table has taken.
    private @Nullable Block passed;

    // The second half of a refused block, while nothing else was refused since.
    private @Nullable Block secondHalf;

    private Settlement(Batch batch, BlockOrigin origin, long revision, boolean begunBefore, BitSet storedRecords) {
        this.batch = batch;
        this.origin = origin;
        this.revision = revision;
        this.begunBefore = begunBefore;
        this.doubtful = begunBefore;
        this.storedRecords = storedRecords;
        this.bytes = batch.bytes() + ROW * batch.records().size();
    }

    /// Begins with nothing done.
    ///
    /// @param revision of the control topic at which the batch is read
    public static Settlement first(Batch batch, BlockOrigin origin, long revision) {
        return new Settlement(batch, origin, revision, false, new BitSet());
    }

    /// Begins with a batch that was begun before, nobody knows how far: any of its rows may be in the table.
    ///
    /// @param revision of the control topic at which the batch was read
    public static Settlement again(Batch batch, BlockOrigin origin, long revision) {
        return new Settlement(batch, origin, revision, true, new BitSet());
    }

    /// The same batch with the same origin, so the same rows as the same bytes, and nothing known of what was done.
    public Settlement anew() {
        return again(batch, origin, revision);
    }

    /// The same batch read at another revision. What is stored stays stored and makes no row again; of the rest any row
    /// may be in the table, in a block of other borders. No letter was published for it.
    public Settlement movedTo(long laterRevision) {
        return new Settlement(batch, origin, laterRevision, true, (BitSet) storedRecords.clone());
    }

    /// Bytes it occupies, roughly: the records, and the rows they become.
    public long bytes() {
        return bytes;
    }

    public Batch batch() {
        return batch;
    }

    BlockOrigin origin() {
        return origin;
    }

    /// The revision of the control topic at which the batch is read.
    long revision() {
        return revision;
    }

    /// Reads the batch, the first time.
    Plan plan(BatchReader reader, InForce inForce) {
        Plan known = plan;
        if (known == null) {
            known = reader.read(batch, origin, inForce, storedRecords);
            plan = known;
            stored = known.stored();
            blocks.addAll(known.blocks());
            letters.addAll(known.letters());
            parked.addAll(known.parked());
        }
        return known;
    }

    /// The events of the batch by stream.
    Tally tally() {
        return plan().tally();
    }

    private Plan plan() {
        Plan known = plan;
        if (known == null) {
            throw new IllegalStateException("the batch is not read yet");
        }
        return known;
    }

    /// Its line in the ledger. The same batch gives a line of the same key, whoever settles it.
    LedgerRecord.WriterBatch line() {
        return new LedgerRecord.WriterBatch(
                origin.topic(),
                origin.partition(),
                batch.firstOffset(),
                plan().through(),
                plan().counts().counts());
    }

    /// Whether the ledger has its line.
    boolean isEntered() {
        return entered;
    }

    void entered() {
        entered = true;
    }

    @Nullable
    Block nextBlock() {
        return blocks.peekFirst();
    }

    void stored(Block block) {
        blocks.removeFirst();
        stored += block.rows().size();
        for (PlacedRow row : block.rows()) {
            storedRecords.set(Math.toIntExact(row.offset() - batch.firstOffset()));
        }
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
        secondHalf = null;
    }

    /// Puts its halves in the place of the next block, which was refused for some row of it.
    void halve(Block block) {
        List<Block> halves = block.splitAt(block.rows().size() / 2);
        replace(halves);
        secondHalf = halves.getLast();
    }

    /// Tells whether the bad rows of the next block may be searched for on a copy of its table: not once the copy could
    /// not be asked, or the table has refused what the copy took.
    boolean maySearch(Block block) {
        searchable = searchable && !block.equals(passed);
        return searchable;
    }

    /// Puts what a search has made of it in the place of the next block.
    ///
    /// @param found null when the copy took it, or could not be asked
    void searched(Block block, Search.@Nullable Found found) {
        if (found == null) {
            searchable = false;
            halve(block);
            return;
        }
        replace(found.blocks());
        passed = found.good();
    }

    /// Tells whether the next block is known to be refused: it is what is left of a refused one whose first half was
    /// stored.
    boolean isRefusedAnyway(Block block) {
        return block.equals(secondHalf);
    }

    /// Takes a row of the next block for a dead letter.
    void giveUp(Block block, int row, Letter letter) {
        Row given = block.rows().get(row).row();
        plan().counts()
                .move(
                        given.org(),
                        given.stream(),
                        given.receivedAtMillis(),
                        LedgerOutcome.STORED,
                        LedgerOutcome.DEAD_LETTERED);
        replace(block.without(row));
        letters.add(letter);
    }

    /// Puts what is left of a stream behind everything else, so that nobody else's rows wait while its bad ones are
    /// searched for, one insert after the other. The first few streams only.
    void postpone(StreamName stream) {
        postponed++;
        if (postponed > MOST_POSTPONED) {
            return;
        }
        List<Block> first = new ArrayList<>();
        List<Block> last = new ArrayList<>();
        for (Block block : blocks) {
            if (!Suspects.isIn(block, stream)) {
                first.add(block);
            } else if (Suspects.isAlone(block)) {
                last.add(block);
            } else {
                List<Block> apart = Suspects.apart(block, stream);
                last.add(apart.getFirst());
                first.add(apart.getLast());
            }
        }
        blocks.clear();
        blocks.addAll(first);
        blocks.addAll(last);
    }

    /// Counts an insert that found bad rows.
    ///
    /// @return false when there were too many
    boolean mayIsolate() {
        isolations++;
        return isolations <= MOST_ISOLATIONS;
    }

    /// Takes the rows of one stream out of the next block, so that the search for bad rows can begin anew in each part.
    ///
    /// @return false when too many were taken out already
    boolean maySuspect(Block block, StreamName suspect) {
        suspects++;
        if (suspects > MOST_SUSPECTS) {
            return false;
        }
        isolations = 0;
        replace(Suspects.apart(block, suspect));
        return true;
    }

    /// Lets an endless search for bad rows begin anew, once somebody has repaired what made all of them bad.
    void forgetIsolations() {
        isolations = 0;
        suspects = 0;
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

    List<Parked> parked() {
        return parked;
    }

    void unparked(List<Parked> rest) {
        Set<Long> open = new HashSet<>();
        rest.forEach(record -> open.add(record.record().offset()));
        for (Parked record : parked) {
            if (!open.contains(record.record().offset())) {
                parkedOffsets.add(record.record().offset());
            }
        }
        parked = new ArrayList<>(rest);
    }

    Outcome.Settled settled() {
        Plan done = plan;
        if (done == null || !blocks.isEmpty() || !letters.isEmpty() || !parked.isEmpty()) {
            throw new IllegalStateException("records of the batch are not settled yet");
        }
        // The last look before an offset is committed over them: whatever went wrong above, none is passed over.
        int covered = batch.records().size() - batch.after(done.through()).size();
        if (stored + deadLettered.size() + parkedOffsets.size() != covered) {
            throw new IllegalStateException(stored + " rows, " + deadLettered.size() + " letters and "
                    + parkedOffsets.size() + " parked of " + covered + " records: some are not settled");
        }
        return new Outcome.Settled(
                done.through(),
                done.leaderEpoch(),
                stored,
                OffsetRanges.of(deadLettered),
                OffsetRanges.of(parkedOffsets));
    }
}
