package dev.penstock.edge.stored;

import dev.penstock.edge.ready.Gate;
import java.time.Duration;
import java.util.List;

/// Whether it is known which topic `events` is, so that offsets can be told from those of another one. Says besides
/// when the writers are silent; the edge wants its traffic all the same, for Kafka keeps what comes.
final class ProgressGate implements Gate {

    private static final Duration SILENT = Duration.ofSeconds(30);

    private final Awaiting awaiting;

    ProgressGate(Awaiting awaiting) {
        this.awaiting = awaiting;
    }

    @Override
    public List<String> reasons() {
        return awaiting.topic() == null ? List.of("Kafka has not yet told which topic events is") : List.of();
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
