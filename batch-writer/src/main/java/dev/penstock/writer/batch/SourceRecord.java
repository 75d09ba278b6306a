package dev.penstock.writer.batch;

import org.jspecify.annotations.Nullable;

/// A record of `events` as it came from Kafka. A class, not a record: one with an array would compare it by
/// identity.
public final class SourceRecord {

    // What a record costs besides its value, roughly: this object, the array's header, its place in a list.
    private static final long OVERHEAD = 96;

    private static final long TRACED = 112;

    private static final int FIRST_ATTEMPT = 1;

    private final long offset;
    private final int leaderEpoch;
    private final long timestampMillis;
    private final byte @Nullable [] value;
    private final @Nullable String traceParent;
    private final int attempt;
    private final boolean lifted;
    private final long arrivedAt;

    /// One that was never a dead letter, of a request that is not traced, else as the other.
    public SourceRecord(long offset, int leaderEpoch, long timestampMillis, byte @Nullable [] value, long arrivedAt) {
        this(offset, leaderEpoch, timestampMillis, value, null, FIRST_ATTEMPT, arrivedAt);
    }

    /// Takes the array over: nobody may change it afterwards.
    ///
    /// @param leaderEpoch negative when the broker did not say
    /// @param timestampMillis Kafka's time of the record, which is when the edge took the event
    /// @param value null for a tombstone, which no edge writes
    /// @param traceParent W3C `traceparent` of the request that brought it, null when that is not traced
    /// @param attempt 1, and one more each time its dead letter was sent to the topic again
    /// @param arrivedAt when it came here, as [System#nanoTime]
    public SourceRecord(
            long offset,
            int leaderEpoch,
            long timestampMillis,
            byte @Nullable [] value,
            @Nullable String traceParent,
            int attempt,
            long arrivedAt) {
        this(offset, leaderEpoch, timestampMillis, value, traceParent, attempt, false, arrivedAt);
    }

    private SourceRecord(
            long offset,
            int leaderEpoch,
            long timestampMillis,
            byte @Nullable [] value,
            @Nullable String traceParent,
            int attempt,
            boolean lifted,
            long arrivedAt) {
        this.offset = offset;
        this.leaderEpoch = leaderEpoch;
        this.timestampMillis = timestampMillis;
        this.value = value;
        this.traceParent = traceParent;
        this.attempt = attempt;
        this.lifted = lifted;
        this.arrivedAt = arrivedAt;
    }

    /// The same record as one that was sent here again after it was parked, or was a dead letter.
    public SourceRecord lifted() {
        return new SourceRecord(offset, leaderEpoch, timestampMillis, value, traceParent, attempt, true, arrivedAt);
    }

    /// Whether it was sent here again after it was parked, or was a dead letter.
    public boolean isLifted() {
        return lifted;
    }

    public long offset() {
        return offset;
    }

    public int leaderEpoch() {
        return leaderEpoch;
    }

    public long timestampMillis() {
        return timestampMillis;
    }

    /// The value itself, not a copy.
    public byte @Nullable [] value() {
        return value;
    }

    /// Names the span of the request that brought it; null when the edge did not trace it.
    public @Nullable String traceParent() {
        return traceParent;
    }

    /// Which attempt it is to store the event: more than 1 when it was a dead letter before.
    public int attempt() {
        return attempt;
    }

    /// Bytes it occupies while it waits.
    public long bytes() {
        return OVERHEAD + (value == null ? 0 : value.length) + (traceParent == null ? 0 : TRACED);
    }

    long arrivedAt() {
        return arrivedAt;
    }

    /// Its coordinates and size only: values are personal data and stay out of logs.
    @Override
    public String toString() {
        return "SourceRecord[offset=" + offset + ", bytes=" + bytes() + "]";
    }
}
