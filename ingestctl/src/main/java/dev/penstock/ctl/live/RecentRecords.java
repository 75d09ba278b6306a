package dev.penstock.ctl.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What comes into a small topic, from a time on. Joins no group. Not thread-safe.
final class RecentRecords implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(10);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /// @param client Kafka's own settings
    /// @param since by the clock of those who wrote them
    RecentRecords(String topic, Map<String, Object> client, Instant since) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Map<TopicPartition, Long> times = new HashMap<>();
        consumer.partitionsFor(topic, STEP)
                .forEach(
                        found -> times.put(new TopicPartition(found.topic(), found.partition()), since.toEpochMilli()));
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(times.keySet(), STEP));
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                consumer.offsetsForTimes(times, STEP).entrySet()) {
            if (found.getValue() != null) {
                starts.put(found.getKey(), found.getValue().offset());
            }
        }
        consumer.assign(times.keySet());
        starts.forEach(consumer::seek);
    }

    /// What has come since the last time, in the order of each partition.
    ///
    /// @param longest to wait for a first record
    List<ConsumerRecord<byte[], byte[]>> poll(Duration longest) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Duration wait = longest;
        while (true) {
            List<ConsumerRecord<byte[], byte[]>> some = new ArrayList<>();
            consumer.poll(wait).forEach(some::add);
            records.addAll(some);
            if (some.isEmpty()) {
                return records;
            }
            wait = Duration.ZERO;
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
