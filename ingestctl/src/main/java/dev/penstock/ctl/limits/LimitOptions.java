package dev.penstock.ctl.limits;

import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.model.limit.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say how fast something may send.
public final class LimitOptions {

    @Option(
            names = "--requests-per-second",
            paramLabel = "<n|none>",
            description = "Most requests a second, on all edges together.")
    private @Nullable Rate requests;

    @Option(
            names = "--events-per-second",
            paramLabel = "<n|none>",
            description = "Most events a second, on all edges together.")
    private @Nullable Rate events;

    @Option(
            names = "--bytes-per-second",
            paramLabel = "<n|none>",
            description = "Most bytes of bodies, unpacked, a second, on all edges together.")
    private @Nullable Rate bytes;

    /// Whether any was given.
    public boolean isGiven() {
        return requests != null || events != null || bytes != null;
    }

    /// `before`, with what was given in its place.
    public Limits over(Limits before) {
        return merged(requests, events, bytes, before);
    }

    static Limits merged(@Nullable Rate requests, @Nullable Rate events, @Nullable Rate bytes, Limits before) {
        try {
            return new Limits(
                    requests == null ? before.requestsPerSecond() : requests.perSecond(),
                    events == null ? before.eventsPerSecond() : events.perSecond(),
                    bytes == null ? before.bytesPerSecond() : bytes.perSecond());
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException(String.valueOf(e.getMessage()), e);
        }
    }
}
