package dev.penstock.ctl.topics;

import dev.penstock.model.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compares the topics that are there with those that are promised, and changes nothing.
public final class TopicReview {

    // What the edge asks of a topic that keeps events.
    private static final int LEAST_COPIES = 3;
    private static final int LEAST_IN_SYNC = 2;

    private TopicReview() {}

    /// A line for each topic.
    ///
    /// @param client Kafka's own settings
    /// @throws org.apache.kafka.common.KafkaException when Kafka does not tell
    public static List<Line> of(Map<String, Object> client, String prefix) {
        try (TopicAdministration administration = new TopicAdministration(client, prefix)) {
            Map<Topic, TopicFound> found = administration.find();
            List<Line> lines = new ArrayList<>();
            for (Topic topic : Topic.values()) {
                lines.add(line(topic, administration.nameOf(topic), found.get(topic)));
            }
            return lines;
        }
    }

    private static Line line(Topic topic, String name, @Nullable TopicFound found) {
        if (found == null) {
            return new Line(name, false, List.of(), List.of());
        }
        int inSync = Integer.parseInt(found.settings().getOrDefault("min.insync.replicas", "1"));
        List<String> weak = new ArrayList<>();
        if (found.replication() < LEAST_COPIES) {
            weak.add("has " + found.replication() + " copies");
        }
        if (inSync < LEAST_IN_SYNC) {
            weak.add("is acknowledged by " + inSync + " copies");
        }
        Copies asTheyAre = new Copies(found.replication(), Math.min(inSync, found.replication()));
        List<String> wrong = switch (TopicStep.decide(topic, found, asTheyAre)) {
            case TopicStep.Alter alter -> {
                List<String> all = new ArrayList<>(alter.changes());
                all.addAll(alter.differences());
                yield all;
            }
            case TopicStep.Keep keep -> keep.differences();
            case TopicStep.Create create -> List.of();
        };
        return new Line(name, true, wrong, weak);
    }

    /// What was found about a topic.
    ///
    /// @param wrong settings and numbers that are not as promised
    /// @param weak how few copies it has, where that is fewer than data needs that one wants to keep
    public record Line(String name, boolean there, List<String> wrong, List<String> weak) {

        public Line {
            wrong = List.copyOf(wrong);
            weak = List.copyOf(weak);
        }
    }
}
