package dev.penstock.edge.publish;

import dev.penstock.model.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What Kafka says of the events topic, and what of it falls short of the promise.
///
/// @param replicas of the partition that has the fewest
/// @param settings the topic's settings as they are in force, by Kafka's names
record TopicFacts(int replicas, Map<String, String> settings) {

    TopicFacts {
        settings = Map.copyOf(settings);
    }

    /// Each setting that cannot keep what a 202 promises, with its value and the one needed.
    List<String> weaknesses(Durability durability) {
        List<String> weaknesses = new ArrayList<>();
        if (replicas < durability.replicas()) {
            weaknesses.add("replication factor is " + replicas + ", needed " + durability.replicas());
        }
        if (number("min.insync.replicas") < durability.inSync()) {
            weaknesses.add("min.insync.replicas is " + text("min.insync.replicas") + ", needed " + durability.inSync());
        }
        if (!"false".equals(text("unclean.leader.election.enable"))) {
            weaknesses.add(
                    "unclean.leader.election.enable is " + text("unclean.leader.election.enable") + ", needed false");
        }
        if (!"delete".equals(text("cleanup.policy"))) {
            weaknesses.add("cleanup.policy is " + text("cleanup.policy") + ", needed delete");
        }
        if (number("max.message.bytes") < Topic.EVENTS.maxRecord()) {
            weaknesses.add(
                    "max.message.bytes is " + text("max.message.bytes") + ", needed " + Topic.EVENTS.maxRecord());
        }
        return List.copyOf(weaknesses);
    }

    private String text(String name) {
        return settings.getOrDefault(name, "not known");
    }

    private long number(String name) {
        String value = settings.getOrDefault(name, "");
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
