package dev.penstock.ctl.replay.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What Kafka has of one partition.
///
/// @param start offset of the oldest record that is kept
/// @param end offset of the next record
/// @param oldest time of the record at `start`; null when there is none
public record PartitionLog(
        int partition, long start, long end, @Nullable Instant oldest) {}
