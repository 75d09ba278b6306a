package dev.penstock.sink.triage;

import java.time.Instant;

/// An event as the view `events` has it, without its payload.
///
/// @param partition of `events`, where the record stands that was stored
public record StoredEvent(
        String eventId,
        String org,
        String stream,
        Instant timestamp,
        Instant receivedAt,
        int partition,
        long offset,
        Instant ingestedAt) {}
