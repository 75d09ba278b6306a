package dev.penstock.ctl.lag;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the lag changes, from two looks at it. Pure.
///
/// @param produced records that came between them
/// @param settled records that were settled between them
/// @param span between them
/// @param unread at the second one
public record Drain(long produced, long settled, Duration span, long unread) {

    public static Drain between(Lag first, Lag second) {
        return new Drain(
                second.end() - first.end(),
                second.next() - first.next(),
                Duration.between(first.at(), second.at()),
                second.unread());
    }

    public double producedPerSecond() {
        return perSecond(produced);
    }

    public double settledPerSecond() {
        return perSecond(settled);
    }

    /// Until there is no lag, if it goes on like this; null when it does not become less. What is on its way at any
    /// moment is no lag to drain: it is the second that the writers wait for company.
    public @Nullable Duration time() {
        if (unread <= settledPerSecond()) {
            return Duration.ZERO;
        }
        double gained = settledPerSecond() - producedPerSecond();
        return gained <= 0 ? null : Duration.ofMillis(Math.round(1_000 * unread / gained));
    }

    private double perSecond(long records) {
        return span.isZero() ? 0 : 1_000.0 * records / Math.max(1, span.toMillis());
    }
}
