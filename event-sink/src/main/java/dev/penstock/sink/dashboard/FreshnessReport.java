package dev.penstock.sink.dashboard;

import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.Map;

/// How far some partitions are complete.
///
/// @param source Kafka's cluster and the topic's name
/// @param topic what the name stands for now
/// @param partitions how many the topic has
/// @param completeUntil by partition: everything received before it is settled
public record FreshnessReport(String source, TopicId topic, int partitions, Map<Integer, Instant> completeUntil) {

    public FreshnessReport {
        completeUntil = Map.copyOf(completeUntil);
    }
}
