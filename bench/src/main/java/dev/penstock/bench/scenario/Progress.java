package dev.penstock.bench.scenario;

/// How a table filled: from the first tenth of the rows on to the last, so that neither the wait for the first
/// batch nor that for company of the last one counts as speed.
///
/// @param rows there were in the end
/// @param perSecond in between
record Progress(long rows, double perSecond) {

    /// Is told again and again how many rows there are.
    static final class Follower {

        private final long wanted;
        private long firstRows = -1;
        private long firstNanos;
        private long lastRows;
        private long lastNanos;
        private long rows;

        Follower(long wanted) {
            this.wanted = wanted;
        }

        void seen(long count, long nanos) {
            if (count > rows) {
                if (firstRows < 0 && count >= wanted / 10) {
                    firstRows = count;
                    firstNanos = nanos;
                }
                // The remainder below a tenth may have waited for company.
                if (lastRows < wanted * 9 / 10) {
                    lastRows = count;
                    lastNanos = nanos;
                }
                rows = count;
            }
        }

        /// @throws IllegalStateException when the rows came in fewer than two steps
        Progress progress() {
            if (firstRows < 0 || lastRows <= firstRows || lastNanos <= firstNanos) {
                throw new IllegalStateException("the rows came at once: " + rows);
            }
            return new Progress(rows, (lastRows - firstRows) * 1e9 / (lastNanos - firstNanos));
        }
    }
}
