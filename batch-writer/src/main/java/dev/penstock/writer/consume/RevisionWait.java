package dev.penstock.writer.consume;

import dev.penstock.writer.control.Revisions;
import dev.penstock.writer.control.Revisions.Standing;
import dev.penstock.writer.settle.Outcome.Obstacle;
import dev.penstock.writer.settle.Outcome.Waiting;
import java.time.Duration;
import java.util.OptionalLong;

/// Which revision of the control topic a partition's next batch is read at, and the wait for it.
///
/// Not thread-safe: belongs to the partition's thread. Times are readings of [System#nanoTime].
final class RevisionWait {

    // A start, or a change that others saw first: not worth a line.
    private static final Duration UNREMARKABLE = Duration.ofSeconds(1);

    private static final long NOTHING = -1;

    private final Revisions revisions;
    private final WorkerReports reports;

    // What events that came back from being parked ask for: before it their stream was halted.
    private long required = NOTHING;

    private boolean waiting;
    private long since;

    RevisionWait(Revisions revisions, WorkerReports reports) {
        this.revisions = revisions;
        this.reports = reports;
    }

    /// Takes note that a record may not be read before `revision`.
    void require(long revision) {
        required = Math.max(required, revision);
    }

    /// Forgets what records asked for.
    void forget() {
        required = NOTHING;
        waiting = false;
    }

    /// The revision of a new batch, empty while it is waited for.
    OptionalLong next(long now) {
        if (revisions.current().isEmpty()) {
            await(now, "control_topic_not_read");
            return OptionalLong.empty();
        }
        if (required != NOTHING) {
            Standing standing = standing(required, now);
            if (standing == Standing.AWAITED) {
                return OptionalLong.empty();
            }
            if (standing == Standing.MISSING) {
                // Of a control topic that is no more.
                required = NOTHING;
            }
        }
        waiting = false;
        return revisions.current();
    }

    /// What is to be expected of the revision of a batch that was begun before.
    Standing standing(long revision, long now) {
        Duration waited = waiting ? Duration.ofNanos(now - since) : Duration.ZERO;
        Standing standing = revisions.standing(revision, waited);
        if (standing == Standing.AWAITED) {
            await(now, "revision_not_read");
        } else {
            waiting = false;
        }
        return standing;
    }

    private void await(long now, String reason) {
        if (!waiting) {
            waiting = true;
            since = now;
        }
        if (now - since > UNREMARKABLE.toNanos()) {
            reports.waiting(new Waiting(Obstacle.CONTROL, reason));
        }
    }
}
