package dev.penstock.ctl.replay.log;

import dev.penstock.ctl.replay.plan.LogFacts;
import dev.penstock.ctl.replay.plan.OffsetSpan;
import dev.penstock.ctl.replay.plan.PartitionLog;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.model.topic.TopicId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A topic, read by assignment alone: no group is joined, and no offset is committed. Thread-safe.
public final class EventsLog {

    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final String topic;
    private final Map<String, Object> client;

    /// @param topic its name
    /// @param client Kafka's own settings
    /// @throws ReplayRefusedException when they name a group
    public EventsLog(String topic, Map<String, Object> client) {
        if (client.containsKey(ConsumerConfig.GROUP_ID_CONFIG)) {
            throw ReplayRefusedException.unclear(
                    "--kafka-config names the group " + client.get(ConsumerConfig.GROUP_ID_CONFIG)
                            + ", and a replay belongs to none, for it would take records away from the writers",
                    "take group.id out of the file");
        }
        this.topic = topic;
        this.client = Map.copyOf(client);
    }

    /// Which topic it is.
    ///
    /// @throws KafkaException when there is none, or Kafka does not answer
    public TopicIdentity identity() {
        try (Admin admin = Admin.create(client)) {
            String cluster = await(admin.describeCluster().clusterId());
            TopicDescription found =
                    await(admin.describeTopics(Set.of(topic)).allTopicNames()).get(topic);
            if (found == null) {
                throw missing();
            }
            return new TopicIdentity(
                    cluster,
                    topic,
                    new TopicId(
                            found.topicId().getMostSignificantBits(),
                            found.topicId().getLeastSignificantBits()));
        }
    }

    /// What is there now, and where it is at some times.
    public LogFacts facts(Collection<Instant> times) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        try {
            List<TopicPartition> places = consumer.partitionsFor(topic, ANSWER).stream()
                    .map(found -> new TopicPartition(topic, found.partition()))
                    .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
                    .toList();
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(places, ANSWER);
            Map<TopicPartition, Long> ends = consumer.endOffsets(places, ANSWER);
            Map<TopicPartition, OffsetAndTimestamp> oldest = at(consumer, places, 0);
            List<PartitionLog> partitions = new ArrayList<>();
            for (TopicPartition place : places) {
                OffsetAndTimestamp first = oldest.get(place);
                partitions.add(new PartitionLog(
                        place.partition(),
                        starts.getOrDefault(place, 0L),
                        ends.getOrDefault(place, 0L),
                        first == null ? null : Instant.ofEpochMilli(first.timestamp())));
            }
            Map<Instant, Map<Integer, Long>> offsetsAt = new HashMap<>();
            for (Instant time : times) {
                Map<Integer, Long> offsets = new HashMap<>();
                at(consumer, places, time.toEpochMilli()).forEach((place, found) -> {
                    // Without one, all records are older: that is the end of the log.
                    if (found != null) {
                        offsets.put(place.partition(), found.offset());
                    }
                });
                offsetsAt.put(time, offsets);
            }
            return new LogFacts(topic, partitions, offsetsAt);
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /// Reads records of one partition from `from` on.
    ///
    /// @param from within the span, or its end
    public SpanReader read(OffsetSpan span, long from) {
        return new SpanReader(consumer(), new TopicPartition(topic, span.partition()), from, span.to());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // What retention takes while it is read must stop it, and not have it go on elsewhere.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<TopicPartition, OffsetAndTimestamp> at(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> places, long millis) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        places.forEach(place -> asked.put(place, millis));
        return consumer.offsetsForTimes(asked, ANSWER);
    }

    private <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownTopicOrPartitionException
                    ? missing()
                    : new KafkaException("topic " + topic + " could not be described", e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer about topic " + topic, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private UnknownTopicOrPartitionException missing() {
        return new UnknownTopicOrPartitionException(
                "topic " + topic + " does not exist: check --topic-prefix and --bootstrap-servers");
    }
}
