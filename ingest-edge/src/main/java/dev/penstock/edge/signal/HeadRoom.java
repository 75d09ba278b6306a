package dev.penstock.edge.signal;

import java.util.OptionalLong;

/// The part of a topic's retention that unread data has not used, worked out from what Kafka itself tells.
///
/// @param millis how long Kafka keeps a record; empty for no limit
/// @param bytes how much Kafka keeps of a partition; empty for no limit
record HeadRoom(OptionalLong millis, OptionalLong bytes) {

    /// The smaller of what is left in time and in bytes, from 0 to 1.
    ///
    /// Where Kafka does not tell how large its log is, the unread part of it stands for that, as if the log were as
    /// large as it may get: that errs towards too little room. One of which nothing has been deleted yet is smaller
    /// than that, and then nothing is said of its bytes.
    ///
    /// @param begin the first offset Kafka still has
    /// @param next the first offset that is not stored
    /// @param end the offset the next record will get
    /// @param ageMillis age of the record at `next`
    /// @param size bytes of the log on disk; negative when it is not known
    double of(long begin, long next, long end, long ageMillis, long size) {
        if (next >= end) {
            return 1;
        }
        if (next < begin) {
            return 0;
        }
        double used = 0;
        if (millis.isPresent()) {
            used = (double) ageMillis / Math.max(1, millis.getAsLong());
        }
        if (bytes.isPresent()) {
            double unread = (double) (end - next) / (end - begin);
            if (size >= 0) {
                used = Math.max(used, unread * size / Math.max(1, bytes.getAsLong()));
            } else if (begin > 0) {
                used = Math.max(used, unread);
            }
        }
        return Math.clamp(1 - used, 0, 1);
    }
}
