package dev.penstock.edge.signal;

/// Finds the age of a record by asking which offset a time has, each time in the middle of what is still possible.
/// The answer is at most a thousandth of the retention too old, never too young.
///
/// Takes it for granted that records are in the order of their times, as those of one edge are; where they are not,
/// the age is that of the youngest record up to this one. Not thread-safe.
final class AgeSearch {

    /// How often it asks.
    static final int STEPS = 10;

    private final long offset;
    private final long now;
    private long youngest;
    private long oldest;

    /// @param offset of the record
    /// @param now a time, in milliseconds
    /// @param retention how long records are kept, in milliseconds; what is older counts as so old
    AgeSearch(long offset, long now, long retention) {
        this.offset = offset;
        this.now = now;
        this.oldest = Math.max(0, retention);
    }

    /// The time to ask for.
    long timestamp() {
        return Math.max(0, now - middle());
    }

    /// @param first the first offset whose record is not older than [#timestamp()]; negative when there is none
    void answered(long first) {
        if (first < 0 || first > offset) {
            youngest = middle();
        } else {
            oldest = middle();
        }
    }

    /// The age of the record, as far as it is known.
    long ageMillis() {
        return oldest;
    }

    private long middle() {
        return youngest + (oldest - youngest) / 2;
    }
}
