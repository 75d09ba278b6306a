package dev.penstock.writer.insert;

import java.time.Duration;

/// What the parts of ClickHouse's tables ask of us. Entered at a threshold, left four fifths below it.
///
/// A count is believed for a minute: when nobody can count any more, nothing waits for it.
///
/// Thread-safe. Pure; times are readings of [System#nanoTime].
final class PartsPressure {

    private static final Duration BELIEVED = Duration.ofMinutes(1);

    private static final double LEFT_AT = 0.8;

    private final FlowLimits limits;
    private long parts;
    private long believedUntil;
    private Demand demand = Demand.NONE;

    PartsPressure(FlowLimits limits) {
        this.limits = limits;
    }

    /// Notes how many active parts there are in that partition, of all tables, which has most.
    synchronized void counted(long most, long now) {
        Demand before = demand(now);
        parts = most;
        believedUntil = now + BELIEVED.toNanos() + limits.partsLook().toNanos();
        if (isAbove(limits.tooManyParts(), before == Demand.STOP)) {
            demand = Demand.STOP;
        } else if (isAbove(limits.manyParts(), before != Demand.NONE)) {
            demand = Demand.FEWER;
        } else {
            demand = Demand.NONE;
        }
    }

    synchronized Demand demand(long now) {
        if (demand != Demand.NONE && believedUntil - now <= 0) {
            demand = Demand.NONE;
        }
        return demand;
    }

    /// As last counted.
    synchronized long parts() {
        return parts;
    }

    private boolean isAbove(int threshold, boolean entered) {
        return parts > (entered ? threshold * LEFT_AT : threshold);
    }

    /// What is asked.
    enum Demand {
        NONE,
        /// Fewer and larger inserts.
        FEWER,
        /// No inserts, until parts are merged.
        STOP
    }
}
