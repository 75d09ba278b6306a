package dev.penstock.writer.consume;

import dev.penstock.model.stream.StreamName;
import dev.penstock.writer.control.Revisions;
import dev.penstock.writer.fuse.Halting;
import dev.penstock.writer.fuse.Trip;
import dev.penstock.writer.intent.Intent;
import dev.penstock.writer.settle.Outcome.Blown;
import dev.penstock.writer.settle.Outcome.Halted;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Undecided;
import dev.penstock.writer.settle.Outcome.Waiting;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// The streams of which more must be said in the control topic before a batch can be settled.
///
/// Not thread-safe: belongs to the partition's thread.
final class StreamWait {

    private final int partition;
    private final Revisions revisions;
    private final Halting halting;
    private final WorkerReports reports;
    private final ConsumeMetrics metrics;

    private Set<StreamName> awaited = Set.of();

    StreamWait(int partition, Revisions revisions, Halting halting, WorkerReports reports, ConsumeMetrics metrics) {
        this.partition = partition;
        this.revisions = revisions;
        this.halting = halting;
        this.reports = reports;
        this.metrics = metrics;
    }

    boolean isWaiting() {
        return !awaited.isEmpty();
    }

    void forget() {
        awaited = Set.of();
    }

    /// Has the streams halted.
    ///
    /// @param first offset of the batch
    void begin(Blown blown, long first, Intent intent) {
        awaited = blown.trips().stream().map(Trip::stream).collect(Collectors.toUnmodifiableSet());
        for (Trip trip : blown.trips()) {
            metrics.blown();
            halting.request(
                    trip.stream(),
                    intent.revision(),
                    trip.reason() + " (partition " + partition + ", offsets " + first + " to " + intent.end() + ")");
        }
        reports.waiting(new Waiting(Obstacle.HALT, "halting " + awaited));
    }

    /// Waits for somebody to define the stream anew, or for another writer.
    void begin(Undecided undecided) {
        awaited = Set.of(undecided.stream());
        reports.halted(new Halted("definition " + undecided.version() + " of stream " + undecided.stream()
                + " cannot be read: " + undecided.reason()));
    }

    /// The revision at which more is said of all of them than at that of the intent; empty while it is waited for.
    OptionalLong over(Intent intent) {
        boolean changed = awaited.stream().allMatch(stream -> revisions.isChanged(stream, intent.revision()));
        // Asked afterwards, so that it is not before the change.
        return isWaiting() && changed ? revisions.current() : OptionalLong.empty();
    }
}
