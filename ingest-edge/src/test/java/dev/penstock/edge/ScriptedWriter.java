package dev.penstock.edge;

import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.event.Event;
import dev.penstock.model.progress.OffsetRange;
import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.ProgressCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Stands in for the writer: reads the events of one edge and says what became of them, by what they say. Stores
/// nothing.
final class ScriptedWriter implements AutoCloseable {

    private static final int PARTITIONS = 3;

    private final RunningEdge edge;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicId topic;
    private final Map<Integer, List<OffsetRange>> deadLettered = new HashMap<>();
    private final Map<Integer, List<OffsetRange>> parked = new HashMap<>();

    ScriptedWriter(TestingKafka kafka, RunningEdge edge) {
        this.edge = edge;
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topicId(settings, edge.topic(Topic.EVENTS));
        List<TopicPartition> all = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(edge.topic(Topic.EVENTS), partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /// Settles what is there now: an event with `poison` in it is dead-lettered, one with `halted` parked, and any
    /// other stored.
    void settleAll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            String payload = payload(record.value());
            OffsetRange place = new OffsetRange(record.offset(), record.offset());
            if (payload.contains("poison")) {
                deadLettered
                        .computeIfAbsent(record.partition(), partition -> new ArrayList<>())
                        .add(place);
            } else if (payload.contains("halted")) {
                parked.computeIfAbsent(record.partition(), partition -> new ArrayList<>())
                        .add(place);
            }
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            say(partition, consumer.position(new TopicPartition(edge.topic(Topic.EVENTS), partition)));
        }
    }

    /// Says that a partition is settled so far, with the dead letters and parked events met.
    void say(int partition, long storedThrough) {
        Progress progress = new Progress(
                topic,
                partition,
                storedThrough,
                0,
                Instant.EPOCH,
                deadLettered.getOrDefault(partition, List.of()),
                parked.getOrDefault(partition, List.of()));
        try {
            producer.send(new ProducerRecord<>(
                            edge.topic(Topic.PROGRESS), ProgressCodec.key(partition), ProgressCodec.encode(progress)))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("progress was not written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }

    private static String payload(byte[] record) {
        try {
            Event event = EventCodec.decode(record);
            return new String(event.payload().toByteArray(), StandardCharsets.UTF_8);
        } catch (MalformedRecordException e) {
            throw new AssertionError("the edge wrote a record that cannot be read", e);
        }
    }

    private static TopicId topicId(Map<String, Object> settings, String name) {
        try (Admin admin = Admin.create(settings)) {
            Uuid id = admin.describeTopics(List.of(name))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .topicId();
            return new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (ExecutionException e) {
            throw new KafkaException("the topic cannot be described", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }
}
