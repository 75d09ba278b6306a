package dev.penstock.ctl.streams;

import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.ProgressCodec;
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

/// How far the writers are, as they tell it.
public final class WritersProgress {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String prefix;
    private final Map<String, Object> client;

    /// @param prefix of all topics
    /// @param client Kafka's own settings
    public WritersProgress(String prefix, Map<String, Object> client) {
        this.prefix = prefix;
        this.client = Map.copyOf(client);
    }

    /// Waits until every event that is in Kafka now is settled: then no batch is under way that was cut before.
    ///
    /// @return false when they did not say so in time
    /// @throws KafkaException when the topics cannot be read
    public boolean awaitSettled(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            Map<Integer, Long> unsettled = endsOfEvents(consumer);
            TopicId events = KnownTopics.idOf(Topic.EVENTS.name(prefix), client);
            List<TopicPartition> places = partitionsOf(consumer, Topic.PROGRESS);
            consumer.assign(places);
            consumer.seekToBeginning(places);
            while (!unsettled.isEmpty() && System.nanoTime() - deadline < 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    note(record, events, unsettled);
                }
            }
            return unsettled.isEmpty();
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private Map<Integer, Long> endsOfEvents(KafkaConsumer<byte[], byte[]> consumer) {
        Map<Integer, Long> ends = new HashMap<>();
        List<TopicPartition> places = partitionsOf(consumer, Topic.EVENTS);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(places, STEP);
        consumer.endOffsets(places, STEP).forEach((place, end) -> {
            // What is empty was never read, so nobody tells of it.
            if (end > begins.getOrDefault(place, 0L)) {
                ends.put(place.partition(), end);
            }
        });
        return ends;
    }

    private List<TopicPartition> partitionsOf(KafkaConsumer<byte[], byte[]> consumer, Topic topic) {
        return consumer.partitionsFor(topic.name(prefix), STEP).stream()
                .map(found -> new TopicPartition(found.topic(), found.partition()))
                .toList();
    }

    private static void note(ConsumerRecord<byte[], byte[]> record, TopicId events, Map<Integer, Long> unsettled) {
        if (record.value() == null) {
            return;
        }
        try {
            Progress progress = ProgressCodec.decode(record.value());
            Long end = unsettled.get(progress.partition());
            if (end != null && progress.topic().equals(events) && progress.storedThrough() >= end) {
                unsettled.remove(progress.partition());
            }
        } catch (MalformedRecordException e) {
            // The next one is there within a second.
            return;
        }
    }
}
