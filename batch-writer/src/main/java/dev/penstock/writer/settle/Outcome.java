package dev.penstock.writer.settle;

import dev.penstock.model.progress.OffsetRange;
import java.util.List;
import java.util.Locale;

/// How far an attempt to settle a batch came.
public sealed interface Outcome {

    /// Every record up to `through` is stored or dead-lettered: its offset may be committed.
    ///
    /// @param leaderEpoch of that record, negative when the broker did not say
    /// @param stored rows that are in the table
    /// @param deadLettered offsets, ascending
    record Settled(long through, int leaderEpoch, int stored, List<OffsetRange> deadLettered) implements Outcome {

        public Settled {
            deadLettered = List.copyOf(deadLettered);
        }

        public long deadLetters() {
            return deadLettered.stream()
                    .mapToLong(range -> range.last() - range.first() + 1)
                    .sum();
        }
    }

    /// It will be tried again, and goes on where it stopped.
    record Waiting(Obstacle obstacle, String reason) implements Outcome {}

    /// It will be tried again now and then, but somebody must act first.
    record Halted(String reason) implements Outcome {}

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
        /// Our own mistake; the log has it.
        DEFECT;

        /// Whether something was tried: what waits at the gate was not.
        public boolean isAttempt() {
            return this != BREAKER && this != PARTS;
        }

        /// As in metrics and health.
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
