package dev.penstock.control.write;

import dev.penstock.control.write.Change.Decision.Refuse;
import dev.penstock.control.write.Change.Decision.Write;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;

/// Writes versions of streams' definitions. A version is never changed: the highest is in force for every batch that
/// is read from its revision on.
///
/// Each operation is one compare-and-set write. None is tried again by itself.
public final class StreamVersions {

    private final ControlWriter writer;

    public StreamVersions(ControlWriter writer) {
        this.writer = writer;
    }

    /// Adds a version; a conflict unless it is the one after the highest there is, which is what the caller has
    /// compared his with.
    ///
    /// @param version from 1
    /// @param definition as JSON; whoever calls this has read it as the writers will
    public WriteResult add(StreamName stream, int version, String definition) {
        return writer.write(current -> {
            int highest = current.stream(stream).map(StreamFact::version).orElse(0);
            return version == highest + 1
                    ? new Write(new StreamFact(stream, version, definition))
                    : new Refuse("stream " + stream + " has version " + highest + " by now: apply again");
        });
    }
}
