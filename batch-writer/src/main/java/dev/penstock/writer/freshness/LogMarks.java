package dev.penstock.writer.freshness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Remembers where each partition's log ended at which time, and so tells until when a partition is complete: once
/// everything below the end that the log had at some time is settled, whatever comes to the log later was received
/// after that time, but for the margin that an event may take from the edge's clock to Kafka.
///
/// Goes by the ends of the log and not by the times in its records: those are of the edges' clocks, and one that is
/// ahead would vouch for what it never saw.
///
/// Pure. Not thread-safe. Keeps at most [#MOST] marks of a partition: of more it forgets every other one, so that after
/// a long outage the time moves on in larger steps.
final class LogMarks {

    static final int MOST = 512;

    private final Duration margin;
    private final Map<Integer, Marks> marks = new HashMap<>();
    private final Map<Integer, Instant> complete = new HashMap<>();

    LogMarks(Duration margin) {
        this.margin = margin;
    }

    /// Notes an end.
    ///
    /// @param end the offset the next record will get
    /// @param asked a time before Kafka was asked
    void ended(int partition, long end, Instant asked) {
        marks.computeIfAbsent(partition, unknown -> new Marks()).add(new Mark(end, asked));
    }

    /// The time before which everything is settled; empty when nothing is known yet. Never goes back.
    ///
    /// @param next the first offset that is not settled
    Optional<Instant> completeUntil(int partition, long next) {
        Marks known = marks.get(partition);
        if (known != null) {
            known.takeUpTo(next)
                    .ifPresent(passed -> complete.merge(
                            partition, passed.minus(margin), (before, now) -> now.isAfter(before) ? now : before));
        }
        return Optional.ofNullable(complete.get(partition));
    }

    /// Forgets the other partitions: they are another writer's now.
    void keepOnly(Set<Integer> partitions) {
        marks.keySet().retainAll(partitions);
        complete.keySet().retainAll(partitions);
    }

    void clear() {
        marks.clear();
        complete.clear();
    }

    private record Mark(long end, Instant at) {}

    /// Those of one partition, in the order of their ends.
    private static final class Marks {

        private final Deque<Mark> known = new ArrayDeque<>();
        private Duration step = Duration.ZERO;

        void add(Mark mark) {
            Mark last = known.peekLast();
            if (last != null && mark.end() < last.end()) {
                // A log that was cut: its old ends mean nothing.
                known.clear();
            } else if (last != null && mark.end() == last.end()) {
                // Nothing came meanwhile: what is complete at the one time is complete at the other.
                known.removeLast();
            } else if (last != null && Duration.between(last.at(), mark.at()).compareTo(step) < 0 && known.size() > 1) {
                // Later than one that is near enough: the time moves on with the later one.
                known.removeLast();
                mark = new Mark(mark.end(), last.at());
            }
            known.addLast(mark);
            if (known.size() > MOST) {
                thinOut();
            }
        }

        Optional<Instant> takeUpTo(long next) {
            Mark passed = null;
            while (!known.isEmpty() && known.peekFirst().end() <= next) {
                passed = known.removeFirst();
            }
            if (known.isEmpty()) {
                step = Duration.ZERO;
            }
            return Optional.ofNullable(passed).map(Mark::at);
        }

        // Every other one, and from now on none nearer than twice as far as they are on average.
        private void thinOut() {
            Duration span =
                    Duration.between(known.getFirst().at(), known.getLast().at());
            step = span.dividedBy(MOST).multipliedBy(2);
            Deque<Mark> kept = new ArrayDeque<>();
            boolean keep = true;
            for (Mark mark : known) {
                if (keep) {
                    kept.addLast(mark);
                }
                keep = !keep;
            }
            known.clear();
            known.addAll(kept);
        }
    }
}
