package dev.penstock.writer.pressure;

import dev.penstock.model.pressure.PressureLevel;
import java.time.Duration;

/// Measures the head-room of a partition and the level that follows. Pure.
final class HeadRoom {

    private final PressureLimits limits;

    HeadRoom(PressureLimits limits) {
        this.limits = limits;
    }

    /// The smaller of what is left in time and in bytes, from 0 to 1.
    ///
    /// Bytes are those on Kafka's disk. Where Kafka does not tell them, the mean size of the records read here stands
    /// for it, uncompressed, which errs towards too little room; before any was read, the unread part of the log, as
    /// if the log were as large as it may get. One of which nothing has been deleted yet is smaller than that, and then
    /// nothing is said of its bytes: the first records of a new topic are all unread, and no reason to refuse more.
    double of(Unread unread, Retention retention) {
        if (unread.records() == 0) {
            return 1;
        }
        if (unread.next() < unread.begin()) {
            return 0;
        }
        double used = 0;
        if (retention.millis().isPresent()) {
            used = (double) unread.oldestAgeMillis()
                    / Math.max(1, retention.millis().getAsLong());
        }
        if (retention.bytes().isPresent()) {
            used = Math.max(used, usedBytes(unread, retention.bytes().getAsLong()));
        }
        return Math.clamp(1 - used, 0, 1);
    }

    PressureLevel level(double headRoom, Duration buffersFull) {
        PressureLevel byRoom = headRoom < limits.critical()
                ? PressureLevel.CRITICAL
                : headRoom < limits.high()
                        ? PressureLevel.HIGH
                        : headRoom < limits.elevated() ? PressureLevel.ELEVATED : PressureLevel.FINE;
        boolean full = buffersFull.isPositive() && buffersFull.compareTo(limits.fullBuffers()) >= 0;
        return byRoom.or(full ? PressureLevel.ELEVATED : PressureLevel.FINE);
    }

    private static double usedBytes(Unread unread, long retained) {
        if (unread.bytesPerRecord() > 0) {
            return unread.records() * unread.bytesPerRecord() / Math.max(1, retained);
        }
        return unread.begin() == 0 ? 0 : (double) unread.records() / Math.max(1, unread.end() - unread.begin());
    }
}
