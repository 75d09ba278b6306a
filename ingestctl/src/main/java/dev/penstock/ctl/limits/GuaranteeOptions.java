package dev.penstock.ctl.limits;

import dev.penstock.model.limit.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say how fast an organization is let send while the sink is under pressure.
public final class GuaranteeOptions {

    @Option(
            names = "--guaranteed-requests-per-second",
            paramLabel = "<n|none>",
            description = "Requests a second that are taken even while the sink is behind.")
    private @Nullable Rate requests;

    @Option(
            names = "--guaranteed-events-per-second",
            paramLabel = "<n|none>",
            description = "Events a second that are taken even while the sink is behind.")
    private @Nullable Rate events;

    @Option(
            names = "--guaranteed-bytes-per-second",
            paramLabel = "<n|none>",
            description = "Bytes a second that are taken even while the sink is behind.")
    private @Nullable Rate bytes;

    /// Whether any was given.
    public boolean isGiven() {
        return requests != null || events != null || bytes != null;
    }

    /// `before`, with what was given in its place.
    public Limits over(Limits before) {
        return LimitOptions.merged(requests, events, bytes, before);
    }
}
