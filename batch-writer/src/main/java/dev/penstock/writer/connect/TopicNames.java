package dev.penstock.writer.connect;

import dev.penstock.model.topic.Topic;

/// The names of the topics under the configured prefix.
public record TopicNames(String prefix) {

    public String of(Topic topic) {
        return topic.name(prefix);
    }
}
