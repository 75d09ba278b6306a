package dev.penstock.writer.pressure;

/// What of a partition is not settled.
///
/// @param begin the first offset Kafka still has
/// @param next the first offset that is not settled
/// @param end the offset the next record will get
/// @param oldestAgeMillis age of the record at `next`, or somewhat more when it was not read yet; 0 when nothing is
/// unread
/// @param bytesPerRecord mean on Kafka's disk, else of the records read here; 0 when neither is known
record Unread(long begin, long next, long end, long oldestAgeMillis, double bytesPerRecord) {

    long records() {
        return Math.max(0, end - Math.max(next, begin));
    }
}
