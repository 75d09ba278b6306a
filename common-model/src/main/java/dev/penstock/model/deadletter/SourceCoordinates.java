package dev.penstock.model.deadletter;

import dev.penstock.model.topic.TopicId;

/// Where a record stands in Kafka, for ever: the topic by its id, not by its name.
public record SourceCoordinates(TopicId topic, int partition, long offset) {

    public SourceCoordinates {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "a record cannot stand at partition " + partition + ", offset " + offset);
        }
    }

    /// As `topic id/partition/offset`, which is the key of a dead letter: the same record sent there twice has the
    /// same.
    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
