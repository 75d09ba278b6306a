package dev.penstock.writer.control;

import dev.penstock.model.stream.StreamName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// The control topic as a test tells it.
public final class ScriptedRevisions implements Revisions {

    private final Map<StreamName, Long> changes = new HashMap<>();
    private OptionalLong current = OptionalLong.of(7);
    private boolean complete;

    /// The topic has not been read to its end.
    public void unknown() {
        current = OptionalLong.empty();
    }

    /// The last revision that is here.
    public void reach(long revision) {
        current = OptionalLong.of(revision);
    }

    /// Something is said of a stream, at the next revision.
    public void change(StreamName stream) {
        reach(current.orElse(-1) + 1);
        changes.put(stream, current.getAsLong());
    }

    /// The topic ends where it is read to, and always will.
    public void end() {
        complete = true;
    }

    @Override
    public OptionalLong current() {
        return current;
    }

    @Override
    public Standing standing(long revision, Duration waited) {
        if (current.isPresent() && current.getAsLong() >= revision) {
            return Standing.KNOWN;
        }
        return complete && current.isPresent() ? Standing.MISSING : Standing.AWAITED;
    }

    @Override
    public boolean isChanged(StreamName stream, long revision) {
        return changes.getOrDefault(stream, -1L) > revision;
    }
}
