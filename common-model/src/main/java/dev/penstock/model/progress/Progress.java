package dev.penstock.model.progress;

import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.List;

/// How far one partition of `events` has been settled.
///
/// @param topic the id of `events` the offsets belong to
/// @param storedThrough every offset below it is stored, dead-lettered or parked
/// @param at when that was so, by the writer's clock
/// @param deadLettered since the previous record of this partition
/// @param parked since the previous record of this partition
public record Progress(
        TopicId topic,
        int partition,
        long storedThrough,
        Instant at,
        List<OffsetRange> deadLettered,
        List<OffsetRange> parked) {

    public Progress {
        deadLettered = List.copyOf(deadLettered);
        parked = List.copyOf(parked);
    }
}
