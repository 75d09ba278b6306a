package dev.penstock.edge.signal;

import java.util.OptionalLong;

/// The part of a topic's retention that unread data has not used, worked out from what Kafka itself tells.
///
/// @param millis how long Kafka keeps a record; empty for no limit
/// @param bytes how much Kafka keeps of a partition; empty for no limit
record HeadRoom(OptionalLong millis, OptionalLong bytes) {

    /// The smaller of what is left in time and in bytes, from 0 to 1.
    ///
    /// Nobody tells how large the unread records are, so the unread part of the log stands for it, as if the log
    /// were as large as it may get: that errs towards too little room. A log of which nothing has been deleted yet is
    /// smaller than that, and nothing in it is in danger for its bytes.
    ///
    /// @param begin the first offset Kafka still has
    /// @param next the first offset that is not stored
    /// @param end the offset the next record will get
    /// @param ageMillis age of the record at `next`
    double of(long begin, long next, long end, long ageMillis) {
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
        if (bytes.isPresent() && begin > 0) {
            used = Math.max(used, (double) (end - next) / (end - begin));
        }
        return Math.clamp(1 - used, 0, 1);
    }
}
