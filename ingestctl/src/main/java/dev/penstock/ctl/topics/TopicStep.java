package dev.penstock.ctl.topics;

import dev.penstock.model.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What has to be done to one topic.
sealed interface TopicStep {

    Topic topic();

    /// The topic is missing.
    ///
    /// @param settings those it is created with
    record Create(Topic topic, Map<String, String> settings) implements TopicStep {}

    /// Some of its settings differ.
    ///
    /// @param settings those to be set, to the value wanted
    /// @param changes the same for people: `name: old -> new`
    /// @param differences what is not as it should be and is not changed by this command
    record Alter(Topic topic, Map<String, String> settings, List<String> changes, List<String> differences)
            implements TopicStep {}

    /// Its settings are as they should be.
    ///
    /// @param differences what is not as it should be and is not changed by this command
    record Keep(Topic topic, List<String> differences) implements TopicStep {}

    /// Decides what to do.
    ///
    /// @param found null when there is no such topic
    static TopicStep decide(Topic topic, @Nullable TopicFound found, Copies copies) {
        Map<String, String> wanted = copies.completing(topic.settings());
        if (found == null) {
            return new Create(topic, wanted);
        }
        Map<String, String> settings = new TreeMap<>();
        List<String> changes = new ArrayList<>();
        wanted.forEach((name, value) -> {
            String now = found.settings().getOrDefault(name, "unset");
            if (!now.equals(value)) {
                settings.put(name, value);
                changes.add(name + ": " + now + " -> " + value);
            }
        });
        List<String> differences = differences(topic, found, copies);
        return settings.isEmpty() ? new Keep(topic, differences) : new Alter(topic, settings, changes, differences);
    }

    private static List<String> differences(Topic topic, TopicFound found, Copies copies) {
        List<String> differences = new ArrayList<>();
        // More partitions are somebody's choice, except where one offset is a revision of everything.
        if (found.partitions() < topic.partitions() || (topic == Topic.CONTROL && found.partitions() != 1)) {
            differences.add("has " + found.partitions() + " partitions instead of " + topic.partitions()
                    + ", which this command does not change");
        }
        if (found.replication() < copies.replication()) {
            differences.add("has " + found.replication() + " copies instead of " + copies.replication()
                    + ": add them with kafka-reassign-partitions");
        }
        return differences;
    }
}
