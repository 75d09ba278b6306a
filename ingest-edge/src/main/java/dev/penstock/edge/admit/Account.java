package dev.penstock.edge.admit;

import dev.penstock.model.limit.Limits;

/// What one request has taken of one holder's limits.
///
/// For the thread of the request; the meter behind it is shared.
final class Account {

    private static final double NANOS = 1e9;

    // Far above any wait, and far enough below the end of a long to be added to a reading of the clock.
    private static final double LONGEST = 1L << 60;

    private final Holder holder;
    private final Meter meter;
    private final Limits limits;
    private final double share;
    private final long burst;
    private final Taken requests = new Taken();
    private final Taken events = new Taken();
    private final Taken bytes = new Taken();

    /// @param share the part of `limits` that this edge gives away
    /// @param burst in nanoseconds
    Account(Holder holder, Meter meter, Limits limits, double share, long burst) {
        this.holder = holder;
        this.meter = meter;
        this.limits = limits;
        this.share = share;
        this.burst = burst;
    }

    Holder holder() {
        return holder;
    }

    long limit(Dimension dimension) {
        return dimension.rate(limits);
    }

    /// Takes `amount` of a dimension, all or none.
    ///
    /// @return 0, or the nanoseconds to wait
    long take(Dimension dimension, long amount, long now) {
        long rate = dimension.rate(limits);
        Taken taken = taken(dimension);
        if (rate > 0 && amount > 0) {
            long cost = cost(amount, rate);
            long result = meter.of(dimension).take(cost, burst, now);
            if (result > 0) {
                return result;
            }
            taken.cost += cost;
            taken.until = now - result;
        }
        taken.amount += amount;
        meter.admitted(dimension).add(amount);
        return 0;
    }

    /// Gives everything back. Twice changes nothing.
    void giveBack(long now) {
        giveBack(Dimension.REQUESTS, now);
        giveBack(Dimension.EVENTS, now);
        giveBack(Dimension.BYTES, now);
    }

    /// Gives back what was taken of one dimension. Twice changes nothing.
    void giveBack(Dimension dimension, long now) {
        Taken taken = taken(dimension);
        if (taken.amount > 0) {
            meter.of(dimension).giveBack(taken.cost, taken.until, now);
            meter.admitted(dimension).add(-taken.amount);
            taken.cost = 0;
            taken.amount = 0;
        }
    }

    /// The part of the burst that is in use; 0 for a dimension without a limit, above 1 when it is overdrawn.
    double usedPart(Dimension dimension, long now) {
        return dimension.rate(limits) == 0 ? 0 : (double) meter.of(dimension).used(now) / burst;
    }

    /// @param wait nanoseconds after which it is worth another try; 0 when nothing was refused
    RateStatus status(Dimension dimension, long wait, long now) {
        long rate = dimension.rate(limits);
        long used = meter.of(dimension).used(now);
        long window = Math.max(1, Math.round(burst / NANOS));
        long remaining = (long) (Math.max(0, burst - used) * (rate * share) / NANOS);
        return new RateStatus(dimension, rate * window, window, remaining, seconds(wait > 0 ? wait : used));
    }

    // Rounded down: else a third request a second would never fit into a second.
    private long cost(long amount, long rate) {
        return (long) Math.clamp(amount * NANOS / (rate * share), 1, LONGEST);
    }

    static long seconds(long nanos) {
        return (nanos + (long) NANOS - 1) / (long) NANOS;
    }

    private Taken taken(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> requests;
            case EVENTS -> events;
            case BYTES -> bytes;
        };
    }

    private static final class Taken {
        private long amount;
        private long cost;
        private long until;
    }
}
