package dev.penstock.writer.pressure;

import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.topic.TopicId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the thread that owns a partition knows of it.
///
/// @param topic null until Kafka said which one it is
/// @param next the first offset that is not settled; negative before anything was read or settled
/// @param oldestMillis Kafka's time of the record at `next`, or of the last one settled; negative before that
/// @param bytesPerRecord mean of the records read; 0 before that
/// @param verifiedFrom the first offset of which is known whether it was dead-lettered or parked; means nothing
///     while `next` is negative
/// @param deadLettered all there are from `verifiedFrom` on
/// @param parked all there are from `verifiedFrom` on
public record PartitionView(
        @Nullable TopicId topic,
        int partition,
        long next,
        long oldestMillis,
        double bytesPerRecord,
        long verifiedFrom,
        List<OffsetRange> deadLettered,
        List<OffsetRange> parked) {

    public PartitionView {
        deadLettered = List.copyOf(deadLettered);
        parked = List.copyOf(parked);
    }
}
