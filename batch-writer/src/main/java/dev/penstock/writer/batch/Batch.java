package dev.penstock.writer.batch;

import java.util.List;

/// Records of one partition in a row, to be settled together.
public record Batch(List<SourceRecord> records, Trigger trigger) {

    public Batch {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one record");
        }
        records = List.copyOf(records);
    }

    public long firstOffset() {
        return records.getFirst().offset();
    }

    public long lastOffset() {
        return records.getLast().offset();
    }

    public long bytes() {
        return records.stream().mapToLong(SourceRecord::bytes).sum();
    }

    /// The records behind `offset`.
    public List<SourceRecord> after(long offset) {
        return records.stream().filter(record -> record.offset() > offset).toList();
    }
}
