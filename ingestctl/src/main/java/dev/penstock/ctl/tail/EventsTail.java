package dev.penstock.ctl.tail;

import dev.penstock.model.event.Event;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.time.Duration;
import java.util.ArrayList;
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

/// The end of the topic of events. Joins no group. Not thread-safe.
public final class EventsTail implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /// Begins at the end it has now.
    ///
    /// @param prefix of all topics
    /// @param client Kafka's own settings
    public EventsTail(String prefix, Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> places = consumer.partitionsFor(Topic.EVENTS.name(prefix), STEP).stream()
                .map(found -> new TopicPartition(found.topic(), found.partition()))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(places, STEP);
        consumer.assign(places);
        ends.forEach(consumer::seek);
    }

    /// The next events; records that are none are passed over.
    public List<Seen> poll() {
        List<Seen> events = new ArrayList<>();
        long now = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            Event event = event(record);
            if (event != null) {
                events.add(new Seen(event, record.partition() + "/" + record.offset(), now));
            }
        }
        return events;
    }

    private static @Nullable Event event(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? null : EventCodec.decode(record.value());
        } catch (MalformedRecordException e) {
            // It becomes a dead letter, and names no event that one could follow.
            return null;
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
