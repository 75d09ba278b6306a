package dev.penstock.ctl.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Records in a row that were settled and are nowhere.
///
/// @param last inclusive
/// @param minute of the first of them
/// @param organizations whose events they are
/// @param why what they are instead of a row
record Hole(int partition, long first, long last, Instant minute, SortedSet<String> organizations, Why why) {

    Hole {
        organizations = Collections.unmodifiableSortedSet(new TreeSet<>(organizations));
    }

    long records() {
        return last - first + 1;
    }

    /// Whether a record belongs to it, as the next one.
    boolean goesOn(long offset, Instant atMinute, Why because) {
        return offset == last + 1 && minute.equals(atMinute) && why == because;
    }

    Hole with(String organization) {
        SortedSet<String> more = new TreeSet<>(organizations);
        more.add(organization);
        return new Hole(partition, first, last + 1, minute, more, why);
    }

    /// What is known of it.
    enum Why {
        /// Kafka has the record, and no table has its event.
        NOWHERE,
        /// Kafka does not have it any more, and its topic is one from which Kafka may take single records.
        COMPACTED
    }
}
