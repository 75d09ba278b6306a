package dev.penstock.edge.signal;

import dev.penstock.edge.admit.PressureBoard;
import dev.penstock.edge.admit.UsageShares;
import dev.penstock.edge.signal.SignalMetrics.Outcome;
import dev.penstock.model.usage.EdgeUsage;
import dev.penstock.model.usage.UsageRecord;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.PressureCodec;
import dev.penstock.model.wire.ProgressCodec;
import dev.penstock.model.wire.UsageCodec;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Understands one record of `pressure`, `progress` or `usage` and notes what it says. One that cannot be read is
/// counted and left out.
final class SignalReader {

    private static final String EDGE = "edge/";

    private final PressureBoard pressure;
    private final StoredOffsets stored;
    private final UsageShares shares;
    private final SignalMetrics metrics;
    private final InstantSource clock;

    SignalReader(
            PressureBoard pressure,
            StoredOffsets stored,
            UsageShares shares,
            SignalMetrics metrics,
            InstantSource clock) {
        this.pressure = pressure;
        this.stored = stored;
        this.shares = shares;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// @param live whether it was written while this edge was reading
    void pressure(byte @Nullable [] value, boolean live) {
        read(() -> value != null
                && pressure.published(PressureCodec.decode(value), live, clock.instant(), System.nanoTime()));
    }

    void progress(byte @Nullable [] value) {
        read(() -> value != null && stored.told(ProgressCodec.decode(value)));
    }

    void usage(byte @Nullable [] key, byte @Nullable [] value) {
        read(() -> value == null ? left(key) : told(key, value));
    }

    private boolean told(byte @Nullable [] key, byte[] value) throws MalformedRecordException {
        UsageRecord record = UsageCodec.decode(key, value).orElse(null);
        if (record instanceof EdgeUsage usage) {
            shares.heard(usage, System.nanoTime());
            return true;
        }
        return false;
    }

    private boolean left(byte @Nullable [] key) {
        String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (name.startsWith(EDGE)) {
            shares.left(name.substring(EDGE.length()));
            return true;
        }
        return false;
    }

    private void read(Reading reading) {
        try {
            metrics.read(reading.isApplied() ? Outcome.APPLIED : Outcome.IGNORED);
        } catch (MalformedRecordException e) {
            metrics.read(Outcome.MALFORMED);
        }
    }

    @FunctionalInterface
    private interface Reading {
        boolean isApplied() throws MalformedRecordException;
    }
}
