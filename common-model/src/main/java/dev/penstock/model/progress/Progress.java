package dev.penstock.model.progress;

import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.List;

/// How far one partition of `events` has been settled, and what became of its last offsets one by one.
///
/// Each record stands alone: what it says from `verifiedFrom` on is complete, so a reader may miss the ones before.
///
/// @param topic the id of `events` the offsets belong to
/// @param storedThrough every offset below it is stored, dead-lettered or parked
/// @param verifiedFrom every offset from it to `storedThrough` is stored, unless it is in one of the ranges. Of an
///     offset below it this record says only that it is settled; equal to `storedThrough` it says so of all
/// @param at when that was so, by the writer's clock
/// @param deadLettered all there are from `verifiedFrom` on
/// @param parked all there are from `verifiedFrom` on
public record Progress(
        TopicId topic,
        int partition,
        long storedThrough,
        long verifiedFrom,
        Instant at,
        List<OffsetRange> deadLettered,
        List<OffsetRange> parked) {

    public Progress {
        if (storedThrough < 0 || verifiedFrom < 0 || verifiedFrom > storedThrough) {
            throw new IllegalArgumentException(
                    "progress cannot be verified from " + verifiedFrom + " and stored through " + storedThrough);
        }
        deadLettered = List.copyOf(deadLettered);
        parked = List.copyOf(parked);
    }
}
