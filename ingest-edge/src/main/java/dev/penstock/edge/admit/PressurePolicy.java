package dev.penstock.edge.admit;

import dev.penstock.model.limit.Limits;
import dev.penstock.model.pressure.PressureLevel;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What is done about events that are stored more slowly than they come. Head-room is the part of the retention of
/// `events`, in time and in bytes, that unread data has not used; the writers publish it with a level, and an edge
/// that does not hear them works it out itself.
///
/// @param elevated own reckoning: below it, organizations above their guaranteed rate get 429 `sink_pressure`
/// @param high own reckoning: below it, bulk streams get 503 `sink_full` too
/// @param critical own reckoning: below it, everybody gets 503 `sink_full`
/// @param validFor how long what a writer has published is believed; afterwards the edge reckons itself
/// @param hysteresis how long a level must not have been reached before it is left; it is entered at once
/// @param guaranteedEvents events a second that an organization may send under pressure when its record guarantees
///     nothing else; 0 for as many as it likes
@ConfigurationProperties("penstock.edge.admit.pressure")
public record PressurePolicy(
        @DefaultValue("0.70") double elevated,
        @DefaultValue("0.40") double high,
        @DefaultValue("0.15") double critical,
        @DefaultValue("10s") Duration validFor,
        @DefaultValue("30s") Duration hysteresis,
        @DefaultValue("1000") long guaranteedEvents) {

    private static final Duration LONGEST = Duration.ofHours(1);

    public PressurePolicy {
        if (!(critical >= 0 && critical <= high && high <= elevated && elevated <= 1)) {
            throw new IllegalArgumentException(
                    "penstock.edge.admit.pressure must have 0 <= critical <= high <= elevated <= 1: " + critical + ", "
                            + high + ", " + elevated);
        }
        // The writers publish once a second.
        requireBetween("valid-for", validFor, Duration.ofSeconds(2));
        requireBetween("hysteresis", hysteresis, Duration.ZERO);
        if (guaranteedEvents < 0 || guaranteedEvents > Limits.MAX_COUNT) {
            throw new IllegalArgumentException("penstock.edge.admit.pressure.guaranteed-events must be between 0 and "
                    + Limits.MAX_COUNT + ": " + guaranteedEvents);
        }
    }

    PressureLevel level(double headRoom) {
        if (headRoom < critical) {
            return PressureLevel.CRITICAL;
        }
        if (headRoom < high) {
            return PressureLevel.HIGH;
        }
        return headRoom < elevated ? PressureLevel.ELEVATED : PressureLevel.FINE;
    }

    Limits guaranteedLimits() {
        return guaranteedEvents == 0 ? Limits.NONE : new Limits(null, guaranteedEvents, null);
    }

    private static void requireBetween(String property, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("penstock.edge.admit.pressure." + property + " must be between " + least
                    + " and " + LONGEST + ": " + value);
        }
    }
}
