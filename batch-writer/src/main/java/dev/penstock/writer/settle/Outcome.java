package dev.penstock.writer.settle;

import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.stream.StreamName;
import dev.penstock.writer.fuse.Trip;
import java.util.List;
import java.util.Locale;

/// How far an attempt to settle a batch came.
public sealed interface Outcome {

    /// Every record up to `through` is stored, dead-lettered or parked: its offset may be committed.
    ///
    /// @param leaderEpoch of that record, negative when the broker did not say
    /// @param stored rows that are in the table
    /// @param deadLettered offsets, ascending
    /// @param parked offsets, ascending
    record Settled(long through, int leaderEpoch, int stored, List<OffsetRange> deadLettered, List<OffsetRange> parked)
            implements Outcome {

        public Settled {
            deadLettered = List.copyOf(deadLettered);
            parked = List.copyOf(parked);
        }
    }

    /// It will be tried again, and goes on where it stopped.
    record Waiting(Obstacle obstacle, String reason) implements Outcome {}

    /// It will be tried again now and then, but somebody must act first.
    record Halted(String reason) implements Outcome {}

    /// Streams have to be halted before the batch can be settled; then it is read again at a revision at which they
    /// are. None of their events was given up.
    record Blown(List<Trip> trips) implements Outcome {

        public Blown {
            trips = List.copyOf(trips);
        }
    }

    /// The definition of a stream, as it is in force for this batch, cannot be read by this writer. Nothing of the
    /// batch was done. It has to be read at a revision with another definition.
    record Undecided(StreamName stream, int version, String reason) implements Outcome {}

    /// What is waited for.
    enum Obstacle {
        /// ClickHouse does not take the rows at the moment.
        CLICKHOUSE,
        /// Another partition probes whether ClickHouse is back.
        BREAKER,
        /// Its tables have too many parts.
        PARTS,
        /// The topic of the dead letters does not take them.
        DEAD_LETTERS,
        /// The topic of the parked events does not take them.
        PARKED,
        /// The ledger does not take its line.
        LEDGER,
        /// The control topic has not been read to the revision the batch is to be read at.
        CONTROL,
        /// A stream is not halted yet.
        HALT,
        /// Our own mistake; the log has it.
        DEFECT;

        /// Whether the gate before ClickHouse keeps it back, for a reason that all partitions have: nothing was tried.
        public boolean isAtTheGate() {
            return this == BREAKER || this == PARTS;
        }

        /// As in metrics and health.
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
