package dev.penstock.ctl.lag;

import dev.penstock.model.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Looks how far the writers' group is in the topic of events. Joins no group. Not thread-safe.
public final class LagReader implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final String group;
    private final InstantSource clock;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /// @param prefix of all topics
    /// @param client Kafka's own settings
    /// @param group of the writers
    public LagReader(String prefix, Map<String, Object> client, String group, InstantSource clock) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        this.topic = Topic.EVENTS.name(prefix);
        this.group = group;
        this.clock = clock;
        this.admin = Admin.create(client);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// Looks now.
    ///
    /// @throws KafkaException when Kafka does not tell
    public Lag look() {
        List<TopicPartition> places = consumer.partitionsFor(topic, STEP).stream()
                .map(found -> new TopicPartition(found.topic(), found.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
        Map<TopicPartition, OffsetAndMetadata> committed = committed();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(places, STEP);
        Map<TopicPartition, Long> ends = consumer.endOffsets(places, STEP);
        Instant now = clock.instant();
        List<PartitionLag> partitions = new ArrayList<>();
        for (TopicPartition place : places) {
            long begin = begins.getOrDefault(place, 0L);
            long end = ends.getOrDefault(place, 0L);
            OffsetAndMetadata offset = committed.get(place);
            // Where nothing was ever committed, the writers begin at the start.
            long next = offset == null ? begin : offset.offset();
            long first = Math.max(begin, next);
            Instant oldest = first < end ? timeOf(place, first) : null;
            partitions.add(new PartitionLag(place.partition(), begin, next, end, oldest));
        }
        Config config = config();
        return new Lag(now, retention(config), isBounded(config), partitions);
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(STEP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw known(e);
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer about group " + group, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Config config() {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config found = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(STEP.toMillis(), TimeUnit.MILLISECONDS)
                    .get(resource);
            if (found == null) {
                throw new KafkaException("topic " + topic + " could not be described");
            }
            return found;
        } catch (ExecutionException e) {
            throw known(e);
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer about topic " + topic, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static KafkaException known(ExecutionException e) {
        return e.getCause() instanceof KafkaException failure
                ? failure
                : new KafkaException("Kafka could not be asked", e.getCause());
    }

    private static @Nullable Duration retention(Config config) {
        long millis = Long.parseLong(config.get("retention.ms").value());
        return millis < 0 ? null : Duration.ofMillis(millis);
    }

    private static boolean isBounded(Config config) {
        return Long.parseLong(config.get("retention.bytes").value()) >= 0;
    }

    // Null when it is gone before it is read, which is no reason to say nothing of the others.
    private @Nullable Instant timeOf(TopicPartition place, long offset) {
        consumer.assign(List.of(place));
        consumer.seek(place, offset);
        long deadline = System.nanoTime() + STEP.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                return Instant.ofEpochMilli(record.timestamp());
            }
        }
        return null;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        admin.close(Duration.ZERO);
    }
}
