package dev.penstock.edge.publish;

import dev.penstock.model.event.Event;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The key of an event's record: events of one trace stay in order on one partition; without a trace they spread,
/// so that one big organization uses all partitions.
final class RecordKey {

    private RecordKey() {}

    /// Organization and trace id with a NUL between, which no organization id has; null without a trace id.
    static byte @Nullable [] of(Event event) {
        return event.traceId().isEmpty()
                ? null
                : (event.org().value() + '\0' + event.traceId()).getBytes(StandardCharsets.UTF_8);
    }
}
