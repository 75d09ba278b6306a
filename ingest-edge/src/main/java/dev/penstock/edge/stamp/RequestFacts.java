package dev.penstock.edge.stamp;

import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What all events of a request have in common.
///
/// @param key the key that was proved; it alone says whose the events are
/// @param stream the stream the request names; null when it leaves that to its events
/// @param fields how the protocol reads the envelope fields
/// @param idempotency what makes a retry's events the same events; null when the request has no such key
public record RequestFacts(
        KeyRecord key,
        @Nullable StreamName stream,
        Instant receivedAt,
        SourceAddress source,
        String userAgent,
        String sdk,
        Protocol protocol,
        FieldReading fields,
        String requestId,
        String traceContext,
        @Nullable IdempotencyKey idempotency) {}
