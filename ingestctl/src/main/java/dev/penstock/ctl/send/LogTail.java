package dev.penstock.ctl.send;

import dev.penstock.model.event.EventId;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// The end of the topic of events, from where it was when this was made. Joins no group. Not thread-safe.
final class LogTail implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /// @param prefix of all topics
    /// @param client Kafka's own settings
    LogTail(String prefix, Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> places = consumer.partitionsFor(Topic.EVENTS.name(prefix), STEP).stream()
                .map(found -> new TopicPartition(found.topic(), found.partition()))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(places, STEP);
        consumer.assign(places);
        ends.forEach(consumer::seek);
    }

    /// Where the event stands; null when it did not come in time.
    @Nullable
    String await(EventId id, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (isOf(id, record)) {
                    return record.topic() + "/" + record.partition() + "/" + record.offset();
                }
            }
        }
        return null;
    }

    private static boolean isOf(EventId id, ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() != null
                    && EventCodec.decode(record.value()).id().equals(id);
        } catch (MalformedRecordException e) {
            // It is somebody else's.
            return false;
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
