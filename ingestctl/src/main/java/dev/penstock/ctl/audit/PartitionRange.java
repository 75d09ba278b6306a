package dev.penstock.ctl.audit;

/// What of a partition of `events` the window touches.
///
/// @param logStart the first offset that Kafka still has
/// @param from the first one that can be in the window
/// @param to the first one that cannot be in it any more, or that is not there yet
/// @param settled every offset below it was settled by a writer when the audit began
record PartitionRange(int partition, long logStart, long from, long to, long settled) {

    /// The first offset of the range that nobody has settled.
    long firstInFlight() {
        return Math.clamp(settled, from, to);
    }
}
