package dev.penstock.writer.consume;

import dev.penstock.writer.batch.SourceRecord;

/// The records of a partition as they come from Kafka: whether their offsets go on without a hole, and how large they
/// are.
///
/// Not thread-safe: belongs to the partition's thread.
final class Intake {

    private long expected;
    private long records;
    private long bytes;

    /// Says which offset comes next.
    void expect(long offset) {
        expected = offset;
    }

    /// Takes note of a record.
    ///
    /// @return the offsets between it and the one expected; negative when it lies before that, in a log that was cut
    long take(SourceRecord record) {
        long jumped = record.offset() - expected;
        expected = record.offset() + 1;
        records++;
        bytes += record.bytes();
        return jumped;
    }

    /// Mean size of all that came; 0 before any.
    double bytesPerRecord() {
        return records == 0 ? 0 : (double) bytes / records;
    }
}
