package dev.penstock.edge.admit;

import dev.penstock.edge.ready.Gate;
import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.pressure.PressureLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is known of the pressure on each partition, and the level that follows: that of the worst.
///
/// A level is entered at once, and left when it has not been reached for the hysteresis. What is not known any more
/// counts as it last was: without Kafka nothing is admitted anyway, and when it is back somebody reckons.
///
/// Thread-safe; the level is read without a lock. Time is a reading of [System#nanoTime], so that a clock that is set
/// changes nothing. Bounded by [#MOST_PARTITIONS].
public final class PressureBoard implements Gate {

    /// Partitions that are kept; more of them than Kafka advises for one topic.
    static final int MOST_PARTITIONS = 10_000;

    private final PressurePolicy policy;
    private final Map<Integer, Entry> partitions = new HashMap<>();
    private final Map<PressureLevel, Long> lastReached = new EnumMap<>(PressureLevel.class);
    private volatile PressureLevel level = PressureLevel.FINE;
    private volatile boolean known;

    public PressureBoard(PressurePolicy policy) {
        this.policy = policy;
    }

    /// The level that counts now.
    public PressureLevel level() {
        return level;
    }

    /// Notes what a writer has published of a partition.
    ///
    /// @param live whether it was written while this edge was reading, so that it is new whatever the clocks say;
    ///     else its own time of validity counts
    /// @return false when the partition is one too many, or the record is too old to be believed
    public synchronized boolean published(Pressure pressure, boolean live, Instant wallClock, long now) {
        known = true;
        long validFor = policy.validFor().toNanos();
        if (!live) {
            long left = Duration.between(wallClock, pressure.validUntil()).toNanos();
            if (left <= 0) {
                return false;
            }
            validFor = Math.min(validFor, left);
        }
        return put(pressure.partition(), new Entry(pressure.level(), now + validFor, true));
    }

    /// Notes what this edge has reckoned of a partition. Does not take the place of what a writer says.
    public synchronized boolean reckoned(int partition, double headRoom, long now) {
        known = true;
        Entry entry = partitions.get(partition);
        if (entry != null && entry.ofWriter() && entry.until() - now > 0) {
            return true;
        }
        return put(
                partition,
                new Entry(policy.level(headRoom), now + policy.validFor().toNanos(), false));
    }

    private boolean put(int partition, Entry entry) {
        if (partitions.size() >= MOST_PARTITIONS && !partitions.containsKey(partition)) {
            return false;
        }
        partitions.put(partition, entry);
        return true;
    }

    /// Whether no writer has told of this partition in time, so that this edge must reckon.
    public synchronized boolean isSilent(int partition, long now) {
        Entry entry = partitions.get(partition);
        return entry == null || !entry.ofWriter() || entry.until() - now <= 0;
    }

    /// Forgets partitions that the topic does not have.
    public synchronized void keepOnly(int count) {
        partitions.keySet().removeIf(partition -> partition >= count);
    }

    /// Whether anything has ever been heard of any partition.
    public boolean isKnown() {
        return known;
    }

    /// Works the level out anew. To be called about once a second.
    public synchronized void evaluate(long now) {
        PressureLevel worst = PressureLevel.FINE;
        for (Entry entry : partitions.values()) {
            worst = worst.or(entry.level());
        }
        PressureLevel held = PressureLevel.FINE;
        for (PressureLevel each : PressureLevel.values()) {
            if (worst.number() >= each.number()) {
                lastReached.put(each, now);
            }
            Long reached = lastReached.get(each);
            if (reached != null
                    && (now == reached || now - reached < policy.hysteresis().toNanos())) {
                held = held.or(each);
            }
        }
        level = held;
    }

    /// Partitions about which a writer has been heard in time.
    public synchronized int heard(long now) {
        int heard = 0;
        for (Entry entry : partitions.values()) {
            if (entry.ofWriter() && entry.until() - now > 0) {
                heard++;
            }
        }
        return heard;
    }

    @Override
    public List<String> reasons() {
        return List.of();
    }

    @Override
    public List<String> concerns() {
        if (!known) {
            return List.of("no writer has told how far it is: nothing is refused for pressure on the sink");
        }
        return switch (level) {
            case FINE -> List.of();
            case ELEVATED ->
                List.of("events are stored too slowly: organizations above their guaranteed rate get 429"
                        + " sink_pressure");
            case HIGH ->
                List.of("events are stored much too slowly: bulk streams get 503 sink_full, organizations"
                        + " above their guaranteed rate 429 sink_pressure");
            case CRITICAL ->
                List.of("Kafka has nearly no room left for events that are not stored: all get 503" + " sink_full");
        };
    }

    private record Entry(PressureLevel level, long until, boolean ofWriter) {}
}
