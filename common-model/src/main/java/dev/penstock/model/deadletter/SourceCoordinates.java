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

    /// Reads what [#toString] writes.
    ///
    /// @throws IllegalArgumentException when it is not that
    public static SourceCoordinates parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "where a record stands is written <topic id>/<partition>/<offset>: '" + text + "'");
        }
        try {
            return new SourceCoordinates(TopicId.parse(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "where a record stands is written <topic id>/<partition>/<offset>: '" + text + "'", e);
        }
    }

    /// As `topic id/partition/offset`, which is the key of a dead letter: the same record sent there twice has the
    /// same.
    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
