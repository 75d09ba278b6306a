package dev.penstock.model.event;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One event as the edge stamped it. A redelivery or a replay changes nothing of it.
///
/// `org`, `timestamp`, `traceId` and `id` are the sorting key of the table: they decide what is the same event.
///
/// @param name what happened, in the sender's words; empty when it did not say
/// @param timestamp when it happened by the sender's clock, which is never corrected; to the millisecond
/// @param traceId empty when the sender gave none
/// @param receivedAt when the edge took it, by the edge's clock
/// @param sentAt when the sender says it sent it; tells how far its clock is off
/// @param sdk the sender's library and version, empty when it did not say
/// @param traceContext W3C `traceparent` of the request, empty when there was none
public record Event(
        OrgId org,
        StreamName stream,
        EventId id,
        String name,
        Instant timestamp,
        String traceId,
        Instant receivedAt,
        @Nullable Instant sentAt,
        SourceAddress source,
        String userAgent,
        String sdk,
        Protocol protocol,
        KeyId keyId,
        String requestId,
        String traceContext,
        Payload payload) {}
