package dev.penstock.control;

import dev.penstock.control.replica.ControlMetrics;
import dev.penstock.control.replica.ControlReplica;
import dev.penstock.control.replica.ReplicaSettings;
import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.ControlCodec;
import dev.penstock.model.wire.MalformedRecordException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// A control topic of its own on a broker that several tests share.
public final class ControlFixture {

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Object> client;
    private final ControlTopic topic;

    private ControlFixture(Map<String, Object> client, ControlTopic topic) {
        this.client = client;
        this.topic = topic;
    }

    public static ControlFixture on(TestingKafka kafka) {
        ControlFixture fixture = at(kafka.bootstrap(), Topic.CONTROL.name("test" + TOPICS.incrementAndGet() + "."));
        fixture.createTopic(kafka);
        return fixture;
    }

    public static ControlFixture at(String bootstrap, String topic) {
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrap);
        return new ControlFixture(client, new ControlTopic(topic, client));
    }

    public void createTopic(TestingKafka kafka) {
        kafka.createTopic(topic.name(), 1, Topic.CONTROL.settings());
    }

    public ControlTopic topic() {
        return topic;
    }

    public ControlWriter writer(String actor) {
        return new ControlWriter(topic, new WriterSettings(actor, PATIENCE), InstantSource.system());
    }

    public ControlPlane plane() {
        return new ControlPlane(writer("test"), InstantSource.system(), new SecureRandom());
    }

    /// A replica that has been started.
    public ControlReplica replica(SimpleMeterRegistry meters, @Nullable Path snapshot) {
        ControlReplica replica = new ControlReplica(
                topic, new ReplicaSettings(snapshot, Duration.ofMillis(200)), new ControlMetrics(meters));
        replica.start();
        return replica;
    }

    public ControlReplica replica() {
        return replica(new SimpleMeterRegistry(), null);
    }

    /// Writes as no writer of ours does: without a transaction, whatever it is.
    public long produce(String key, byte @Nullable [] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(topic.name(), 0, key.getBytes(StandardCharsets.UTF_8), value))
                    .get()
                    .offset();
        }
    }

    public long produce(ControlRecord record) throws Exception {
        return produce(record.fact().name().text(), ControlCodec.encode(record));
    }

    /// Every committed fact, superseded ones included, in order.
    public List<ControlFact> history() throws MalformedRecordException {
        List<ControlFact> facts = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        Map<String, Object> settings = new java.util.HashMap<>(client);
        settings.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(Set.of(partition));
            consumer.seek(partition, 0);
            Long end = consumer.endOffsets(Set.of(partition)).get(partition);
            while (end != null && consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    facts.add(ControlCodec.decode(record.value()).fact());
                }
            }
        }
        return facts;
    }
}
