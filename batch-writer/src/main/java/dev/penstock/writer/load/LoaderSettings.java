package dev.penstock.writer.load;

import dev.penstock.writer.connect.ConsumerGroup;
import dev.penstock.writer.connect.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/// The settings of a [TopicLoader]'s consumer.
public final class LoaderSettings {

    // Longer than all the time that ClickHouse may take for what is done between two polls.
    private static final Duration POLL_INTERVAL = Duration.ofMinutes(10);

    // A topic that comes late is noticed as late as this at most.
    private static final Duration METADATA_AGE = Duration.ofSeconds(15);

    private LoaderSettings() {}

    /// Those of the group `<group>.<what>`.
    ///
    /// @param mostPolled records that are handed out at once
    /// @param mostFetched bytes of an answer of Kafka's, compressed as they come
    public static Map<String, Object> of(
            KafkaSettings kafka, ConsumerGroup group, String what, int mostPolled, int mostFetched) {
        Map<String, Object> properties = kafka.consumer();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group.name() + "." + what);
        // Two consumers of one name would share their beans in JMX.
        properties.computeIfPresent(ConsumerConfig.CLIENT_ID_CONFIG, (name, id) -> id + "-" + what);
        // Not for configuration: each of them loses records when it is anything else.
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // What is set for events is for events.
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, mostPolled);
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, mostFetched);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, mostFetched);
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) POLL_INTERVAL.toMillis());
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, (int) METADATA_AGE.toMillis());
        return properties;
    }
}
