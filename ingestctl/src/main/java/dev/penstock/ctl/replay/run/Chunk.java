package dev.penstock.ctl.replay.run;

import dev.penstock.ctl.replay.shadow.AsideRecord;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.PlacedRow;
import java.util.ArrayList;
import java.util.List;

/// Consecutive records on their way into the shadow, as a whole.
///
/// Where it ends depends on where it begins and on the records alone, so whoever begins at the same offset again makes
/// the same blocks of the same bytes, and ClickHouse knows their tokens. For one thread.
final class Chunk {

    static final int MOST_RECORDS = 50_000;
    static final long MOST_BYTES = 16L << 20;

    private final List<PlacedRow> rows = new ArrayList<>();
    private final List<AsideRecord> aside = new ArrayList<>();
    private int records;
    private long bytes;

    void add(RecordOutcome outcome, long size) {
        records++;
        bytes += size;
        switch (outcome) {
            case RecordOutcome.AsRow row -> rows.add(row.row());
            case RecordOutcome.Aside one -> aside.add(one.record());
            case RecordOutcome.PassedOver none -> {}
        }
    }

    boolean isFull() {
        return records >= MOST_RECORDS || bytes >= MOST_BYTES;
    }

    boolean isEmpty() {
        return records == 0;
    }

    int records() {
        return records;
    }

    int rows() {
        return rows.size();
    }

    List<Block> blocks() {
        return Block.byMonth(rows);
    }

    List<AsideRecord> aside() {
        return aside;
    }
}
