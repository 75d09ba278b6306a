package dev.penstock.ctl.replay.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a plan found in a span of offsets.
///
/// @param logStart oldest record that was kept then
/// @param logEnd next record then
/// @param records how many are in the span
/// @param matching how many of them the filter lets through; one that is no event counts, for nobody can tell
/// @param bytes of the matching ones
/// @param first earliest time Kafka has of the matching ones, null when there are none
/// @param last latest time
public record PlannedSpan(
        OffsetSpan span,
        long logStart,
        long logEnd,
        long records,
        long matching,
        long bytes,
        @Nullable Instant first,
        @Nullable Instant last) {}
