package dev.penstock.writer.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The records of one partition that wait for a batch, in the order of their offsets.
///
/// Not thread-safe: the thread that polls the partition owns it. Times are readings of [System#nanoTime].
public final class PartitionBuffer {

    // Fewer rows cost ClickHouse as much as this many: an insert is the price, not a row.
    private static final int SMALL = 1_000;

    private final BatchPace pace;
    private final Deque<SourceRecord> waiting = new ArrayDeque<>();

    private long bytes;
    private boolean lastWasSmall;
    private long lastCut;

    public PartitionBuffer(BatchPace pace) {
        this.pace = pace;
    }

    public void add(SourceRecord record) {
        waiting.addLast(record);
        bytes += record.bytes();
    }

    /// Puts the last records of a batch back in front of the others.
    public void putBack(List<SourceRecord> records) {
        for (SourceRecord record : records.reversed()) {
            waiting.addFirst(record);
            bytes += record.bytes();
        }
    }

    /// Takes the next batch out, when one is full or its oldest record has waited long enough. Call it after an
    /// empty poll too: a quiet partition's last records must not wait for the next.
    public Optional<Batch> cut(long now) {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        int mostRows = pace.rows(now);
        long mostBytes = pace.size(now);
        boolean lingered = now - waiting.getFirst().arrivedAt() >= linger(now);
        // Asked at every poll, and mostly in vain: nothing is gathered before it is worth it.
        if (!lingered && waiting.size() < mostRows && bytes < mostBytes) {
            return Optional.empty();
        }
        List<SourceRecord> records = new ArrayList<>(Math.min(waiting.size(), mostRows));
        long size = 0;
        for (SourceRecord record : waiting) {
            if (records.size() == mostRows || size >= mostBytes) {
                break;
            }
            // A log that was cut or made anew begins again below, one whose head was deleted goes on above: that is
            // another batch. The offsets of a batch have no holes.
            if (!records.isEmpty() && record.offset() != records.getLast().offset() + 1) {
                break;
            }
            records.add(record);
            size += record.bytes();
        }
        Trigger trigger;
        if (records.size() == mostRows) {
            trigger = Trigger.ROWS;
        } else if (size >= mostBytes) {
            trigger = Trigger.SIZE;
        } else if (lingered) {
            trigger = Trigger.LINGER;
        } else {
            return Optional.empty();
        }
        takeOut(records, size);
        lastWasSmall = records.size() < SMALL;
        lastCut = now;
        return Optional.of(new Batch(records, trigger));
    }

    /// Takes the batch out that ends at `end`, whatever the limits say, once all of its records are here.
    public Optional<Batch> cutAt(long end) {
        if (!reaches(end)) {
            return Optional.empty();
        }
        List<SourceRecord> records = new ArrayList<>();
        long size = 0;
        for (SourceRecord record : waiting) {
            if (record.offset() > end) {
                break;
            }
            records.add(record);
            size += record.bytes();
        }
        takeOut(records, size);
        return records.isEmpty() ? Optional.empty() : Optional.of(new Batch(records, Trigger.INTENT));
    }

    /// Tells whether the record at `end`, or one behind it, is here.
    public boolean reaches(long end) {
        return !waiting.isEmpty() && waiting.getLast().offset() >= end;
    }

    public void clear() {
        waiting.clear();
        bytes = 0;
    }

    /// Tells whether it holds two batches: then nothing more is fetched for it.
    public boolean full() {
        return waiting.size() >= 2L * pace.limits().rows()
                || bytes >= 2 * pace.limits().size().toBytes();
    }

    public long bytes() {
        return bytes;
    }

    public Optional<SourceRecord> oldest() {
        return Optional.ofNullable(waiting.peekFirst());
    }

    private void takeOut(List<SourceRecord> records, long size) {
        for (int i = 0; i < records.size(); i++) {
            waiting.removeFirst();
        }
        bytes -= size;
    }

    // A lone event after a silence waits the short time: the long one is against a steady trickle.
    private long linger(long now) {
        boolean trickle = lastWasSmall && now - lastCut < 2 * pace.linger(true).toNanos();
        return pace.linger(trickle).toNanos();
    }
}
