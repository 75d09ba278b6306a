package dev.penstock.writer.intent;

import dev.penstock.model.topic.TopicId;
import java.util.Optional;

/// What Kafka says of a partition when it is assigned.
///
/// @param logStart the first offset it still has
/// @param logEnd the offset the next record will get
/// @param committed what the group has committed, empty when it never has or Kafka has forgotten it
public record PartitionFacts(TopicId topic, long logStart, long logEnd, Optional<Committed> committed) {

    /// A committed offset.
    ///
    /// @param leaderEpoch of the last record before it, negative when it was not committed
    /// @param metadata what was committed with it, empty for nothing
    public record Committed(long offset, int leaderEpoch, String metadata) {}
}
