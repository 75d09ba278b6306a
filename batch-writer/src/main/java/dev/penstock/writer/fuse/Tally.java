package dev.penstock.writer.fuse;

import dev.penstock.model.stream.StreamName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts the events of one batch by stream: how many there are, and how many would become dead letters. Pure.
///
/// Not thread-safe: belongs to the attempt that has the batch. Bounded by the events of a batch.
public final class Tally {

    private final Map<StreamName, Count> counts = new HashMap<>();

    /// Counts an event.
    public void add(StreamName stream) {
        of(stream).events++;
    }

    /// Counts an event, added before, that does not fit its stream's definition.
    ///
    /// @param why for people; quotes no event
    public void refuse(StreamName stream, String why) {
        of(stream).refuse(why);
    }

    /// Counts an event, added before, whose row was found to be refused by trying.
    ///
    /// @param why for people; quotes no event
    public void refuseByTrial(StreamName stream, String why) {
        Count count = of(stream);
        count.refuse(why);
        count.byTrial++;
    }

    /// How many events of a stream would become dead letters.
    public int refused(StreamName stream) {
        Count count = counts.get(stream);
        return count == null ? 0 : count.refused;
    }

    /// How many of them were found by trying.
    public int refusedByTrial(StreamName stream) {
        Count count = counts.get(stream);
        return count == null ? 0 : count.byTrial;
    }

    /// The streams whose fuse has blown, by name.
    public List<Trip> trips(FuseLimits limits) {
        List<Trip> trips = new ArrayList<>();
        counts.forEach((stream, count) -> {
            if (count.blows(limits)) {
                trips.add(new Trip(stream, count.sentence()));
            }
        });
        trips.sort((one, other) -> one.stream().value().compareTo(other.stream().value()));
        return trips;
    }

    /// The stream as one whose bad rows are more than can be searched for.
    public Trip exhausted(StreamName stream) {
        return new Trip(stream, of(stream).sentence() + "; the search for more was given up");
    }

    private Count of(StreamName stream) {
        return counts.computeIfAbsent(stream, absent -> new Count());
    }

    private static final class Count {

        private int events;
        private int refused;
        private int byTrial;
        private String first = "";

        private void refuse(String why) {
            if (refused == 0) {
                first = why;
            }
            refused++;
        }

        private boolean blows(FuseLimits limits) {
            boolean many = refused > limits.events() && refused > limits.share() * events;
            return many || byTrial > limits.events();
        }

        private String sentence() {
            return refused + " of " + events + " events of a batch would have become dead letters"
                    + (first.isEmpty() ? "" : ", the first for " + first);
        }
    }
}
