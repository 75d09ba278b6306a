package dev.penstock.writer.control;

import dev.penstock.control.replica.ControlReplica;
import dev.penstock.model.stream.StreamName;
import java.time.Duration;
import java.util.OptionalLong;

/// The revisions of the replica in this process.
final class ReplicaRevisions implements Revisions {

    // A revision was in the topic before it was in an intent, so the end of the topic lies behind it, whenever it is
    // looked at afterwards. Except for a moment at a leader that was just elected.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ControlReplica replica;

    ReplicaRevisions(ControlReplica replica) {
        this.replica = replica;
    }

    @Override
    public OptionalLong current() {
        // A snapshot alone is of an earlier day, perhaps of another topic.
        return replica.caughtUp() ? OptionalLong.of(replica.revision()) : OptionalLong.empty();
    }

    @Override
    public Standing standing(long revision, Duration waited) {
        if (!replica.caughtUp()) {
            return Standing.AWAITED;
        }
        if (replica.revision() >= revision) {
            return Standing.KNOWN;
        }
        return replica.behind().compareTo(waited.minus(GRACE)) < 0 ? Standing.MISSING : Standing.AWAITED;
    }

    @Override
    public boolean isChanged(StreamName stream, long revision) {
        return replica.state().lastChangeOf(stream) > revision;
    }
}
