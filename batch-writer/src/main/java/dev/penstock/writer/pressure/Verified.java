package dev.penstock.writer.pressure;

import dev.penstock.model.progress.OffsetRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// Which of a partition's last offsets were dead-lettered or parked, so that every progress record can say it
/// of all of them anew: one that is lost, compacted away or never sent leaves no gap in what the next one says.
///
/// Begins where this writer began to read: what was settled before it, it cannot know. Reaches back [#WINDOW], or
/// less when there are many dead letters; then [#from] moves on, and nothing is said of the offsets below it, rather
/// than something that is not so.
///
/// Not thread-safe: belongs to the partition's thread.
public final class Verified {

    /// Longer than a record may be under way: Kafka's own time-out, and a second for the next one.
    static final Duration WINDOW = Duration.ofSeconds(15);

    /// Ranges that are named again and again; some 14 bytes each in a record that goes out up to ten times a second.
    static final int MOST_RANGES = 1_000;

    /// Ranges of the last batch alone, which are named however many the earlier ones have.
    static final int MOST_RANGES_AT_ONCE = 10_000;

    private final Deque<Stretch> stretches = new ArrayDeque<>();
    private long from;
    private long through;
    private int ranges;
    private List<OffsetRange> deadLettered = List.of();
    private List<OffsetRange> parked = List.of();

    /// Begins, with nothing settled yet.
    ///
    /// @param offset the first one read
    public void startsAt(long offset) {
        from = offset;
        through = offset;
    }

    /// Adds what was settled next.
    ///
    /// @param last the last offset, inclusive
    /// @param newDeadLettered of it
    /// @param newParked of it
    /// @param now a reading of [System#nanoTime]
    public void settled(long last, List<OffsetRange> newDeadLettered, List<OffsetRange> newParked, long now) {
        Stretch added = new Stretch(through, newDeadLettered, newParked, now);
        through = last + 1;
        stretches.addLast(added);
        ranges += added.ranges();
        while (!stretches.isEmpty() && isTooMuch(stretches.getFirst(), now)) {
            ranges -= stretches.removeFirst().ranges();
        }
        from = stretches.isEmpty() ? through : stretches.getFirst().from;
        deadLettered = joined(Stretch::deadLettered);
        parked = joined(Stretch::parked);
    }

    /// The offset from which on [#deadLettered] and [#parked] are complete.
    public long from() {
        return from;
    }

    /// All of them from [#from] on, ascending.
    public List<OffsetRange> deadLettered() {
        return deadLettered;
    }

    /// All of them from [#from] on, ascending.
    public List<OffsetRange> parked() {
        return parked;
    }

    private boolean isTooMuch(Stretch first, long now) {
        boolean last = stretches.size() == 1;
        return last ? ranges > MOST_RANGES_AT_ONCE : ranges > MOST_RANGES || now - first.settledAt > WINDOW.toNanos();
    }

    private List<OffsetRange> joined(Function<Stretch, List<OffsetRange>> kind) {
        if (ranges == 0) {
            return List.of();
        }
        List<OffsetRange> all = new ArrayList<>();
        stretches.forEach(stretch -> all.addAll(kind.apply(stretch)));
        return List.copyOf(all);
    }

    /// What one batch settled.
    private record Stretch(long from, List<OffsetRange> deadLettered, List<OffsetRange> parked, long settledAt) {

        int ranges() {
            return deadLettered.size() + parked.size();
        }
    }
}
