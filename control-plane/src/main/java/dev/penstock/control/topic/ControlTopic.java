package dev.penstock.control.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Where the control topic is and how Kafka is reached.
///
/// @param name the topic's name, prefix included
/// @param client Kafka's own settings: bootstrap servers, security. What reading and writing this topic needs is
///     added
public record ControlTopic(String name, Map<String, Object> client) {

    // Of a group there is none: every process reads everything.
    private static final Set<String> NOT_OURS =
            Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "group.protocol");

    // A connection that is refused is tried this often, not twenty times a second.
    private static final int FIRST_RECONNECT_MILLIS = 500;
    private static final int LONGEST_RECONNECT_MILLIS = 5_000;

    public ControlTopic {
        Map<String, Object> kept = new HashMap<>(client);
        kept.keySet().removeAll(NOT_OURS);
        kept.putIfAbsent(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, FIRST_RECONNECT_MILLIS);
        kept.putIfAbsent(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_RECONNECT_MILLIS);
        client = Map.copyOf(kept);
    }

    /// Opens the topic for reading. Does not wait for Kafka.
    public TopicTail open() {
        Map<String, Object> common = new HashMap<>(client);
        // Whoever reads opens the topic anew when Kafka was away, and so finds brokers that have moved. The clients'
        // own
        // way begins anew as fast as it can, with a line of log each time.
        common.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // A few thousand facts at a time: the state is copied once for each poll.
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            return new TopicTail(new TopicPartition(name, 0), consumer, Admin.create(common));
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
