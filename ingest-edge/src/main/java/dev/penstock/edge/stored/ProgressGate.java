package dev.penstock.edge.stored;

import dev.penstock.edge.ready.Gate;
import java.time.Duration;
import java.util.List;

/// Says when the writers are silent. The edge wants its traffic all the same: Kafka keeps what comes.
final class ProgressGate implements Gate {

    private static final Duration SILENT = Duration.ofSeconds(30);

    private final Awaiting awaiting;

    ProgressGate(Awaiting awaiting) {
        this.awaiting = awaiting;
    }

    @Override
    public List<String> reasons() {
        return List.of();
    }

    @Override
    public List<String> concerns() {
        return awaiting.silence(System.nanoTime())
                .filter(silence -> silence.compareTo(SILENT) > 0)
                .map(silence -> List.of("the writer has not reported for " + silence.toSeconds()
                        + " s: events are accepted, and ack=stored is answered 202"))
                .orElse(List.of());
    }
}
