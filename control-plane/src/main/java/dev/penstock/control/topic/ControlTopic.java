package dev.penstock.control.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Where the control topic is and how Kafka is reached.
///
/// @param name the topic's name, prefix included
/// @param client Kafka's own settings: bootstrap servers, security. What reading and writing this topic needs is added
public record ControlTopic(String name, Map<String, Object> client) {

    // Of a group there is none: every process reads everything.
    private static final Set<String> NOT_OURS =
            Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "group.protocol");

    public ControlTopic {
        Map<String, Object> kept = new HashMap<>(client);
        kept.keySet().removeAll(NOT_OURS);
        client = Map.copyOf(kept);
    }

    /// Opens the topic for reading. Does not wait for Kafka.
    public TopicTail open() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // A few thousand facts at a time: the state is copied once for each poll.
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            return new TopicTail(new TopicPartition(name, 0), consumer, Admin.create(client));
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /// Leaves out the settings, among which may be a password.
    @Override
    public String toString() {
        return "ControlTopic[" + name + "]";
    }
}
