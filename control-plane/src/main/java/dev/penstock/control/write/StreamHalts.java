package dev.penstock.control.write;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.write.Change.Decision.Refuse;
import dev.penstock.control.write.Change.Decision.Write;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.stream.StreamName;
import org.jspecify.annotations.Nullable;

/// Halts streams and lets them run again: from its revision on, every writer does the same.
///
/// Each operation is one compare-and-set write, which says what it found in the way or is done. None is tried again by
/// itself.
public final class StreamHalts {

    private final ControlWriter writer;

    public StreamHalts(ControlWriter writer) {
        this.writer = writer;
    }

    /// Halts a stream that was judged by what is said of it at `revision`; a conflict when more was said since, be it
    /// that it is halted already or that its definition is another one now.
    ///
    /// @param reason for people; quotes no event
    public WriteResult halt(StreamName stream, long revision, String reason) {
        return writer.write(current -> {
            if (current.lastChangeOf(stream) > revision) {
                return new Refuse("stream " + stream + " is another one since revision " + revision);
            }
            HaltFact last = last(current, stream);
            if (last != null && last.halted()) {
                return new Refuse("stream " + stream + " is halted already");
            }
            return new Write(new HaltFact(stream, next(last), true, reason));
        });
    }

    /// Lets a stream run again; a conflict when it is not halted.
    ///
    /// @param reason for people
    public WriteResult lift(StreamName stream, String reason) {
        return writer.write(current -> {
            HaltFact last = last(current, stream);
            return last == null || !last.halted()
                    ? new Refuse("stream " + stream + " is not halted")
                    : new Write(new HaltFact(stream, next(last), false, reason));
        });
    }

    private static @Nullable HaltFact last(ControlState current, StreamName stream) {
        return current.haltsAt(current.revision()).get(stream);
    }

    private static int next(@Nullable HaltFact last) {
        return last == null ? 1 : last.number() + 1;
    }
}
