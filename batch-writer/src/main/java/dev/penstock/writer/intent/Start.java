package dev.penstock.writer.intent;

import java.util.Locale;
import java.util.Optional;

/// Where a partition is read from, and what is to be told about it.
///
/// @param offset the first record to be read
/// @param rebuild the batch that comes first, exactly as it was
/// @param discarded why an intent that was found is not followed
/// @param broken why reading does not go on where the group had committed
/// @param lost how many offsets were neither settled nor are in Kafka any more
public record Start(
        long offset, Optional<Intent> rebuild, Optional<Discard> discarded, Optional<Break> broken, long lost) {

    static Start at(long offset) {
        return new Start(offset, Optional.empty(), Optional.empty(), Optional.empty(), 0);
    }

    /// What makes an intent useless.
    public enum Discard {
        /// It is not of a form this writer knows, or contradicts its own offset.
        UNREADABLE,
        /// It is of a topic that had the same name.
        OTHER_TOPIC,
        /// Kafka has deleted the first of its records.
        BEFORE_LOG,
        /// The log ends before its last record.
        BEYOND_LOG,
        /// It spans more records than a batch can have.
        TOO_LARGE,
        /// The control topic ends before the revision it was read at: it is another one now, or was cut.
        UNKNOWN_REVISION;

        /// As in metrics and logs.
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What came between the committed offset and the log.
    public enum Break {
        /// Kafka has deleted records that were not settled: its retention was shorter than the outage.
        RETENTION,
        /// The topic was deleted and made anew.
        RECREATED,
        /// The log ends before the committed offset: a leader was elected that had not all of it.
        CUT_OFF;

        /// As in metrics and logs.
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
