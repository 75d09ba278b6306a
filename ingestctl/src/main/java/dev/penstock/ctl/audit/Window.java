package dev.penstock.ctl.audit;

import java.time.Instant;

/// The minutes that are looked at.
///
/// @param to not among them
record Window(Instant from, Instant to) {

    Window {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("--from " + from + " is not before --to " + to
                    + ": whole minutes are compared, and at least one is needed");
        }
    }

    boolean has(long timestampMillis) {
        return timestampMillis >= from.toEpochMilli() && timestampMillis < to.toEpochMilli();
    }
}
