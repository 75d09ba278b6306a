package dev.penstock.ctl.keys;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.usage.KeyLastUse;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.UsageCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// When each key was last used, as the edges wrote it down.
final class LastUses {

    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration ALL = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final Map<String, Object> client;

    /// @param topic the topic's name, prefix included
    /// @param client Kafka's own settings
    LastUses(String topic, Map<String, Object> client) {
        this.topic = topic;
        this.client = Map.copyOf(client);
    }

    /// Reads the topic to the end it has now.
    ///
    /// @return the minute; a key that is not there was not used since edges write it down
    /// @throws KafkaException when the topic cannot be read to its end in half a minute
    Map<KeyId, Instant> read() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        Map<KeyId, Instant> uses = new HashMap<>();
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, STEP).stream()
                    .map(found -> new TopicPartition(topic, found.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, STEP);
            long begun = System.nanoTime();
            while (isBefore(consumer, ends)) {
                if (System.nanoTime() - begun > ALL.toNanos()) {
                    throw new TimeoutException(
                            "topic " + topic + " is too long to be read in " + ALL.toSeconds() + " s");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    note(record, uses);
                }
            }
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
        return uses;
    }

    private static boolean isBefore(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (consumer.position(end.getKey(), STEP) < end.getValue()) {
                return true;
            }
        }
        return false;
    }

    private static void note(ConsumerRecord<byte[], byte[]> record, Map<KeyId, Instant> uses) {
        if (record.value() == null) {
            return;
        }
        try {
            if (UsageCodec.decode(record.key(), record.value()).orElse(null) instanceof KeyLastUse use) {
                uses.merge(use.key(), use.minute(), (one, other) -> one.isAfter(other) ? one : other);
            }
        } catch (MalformedRecordException e) {
            // One record less to know from; the others are as good as before.
            return;
        }
    }
}
