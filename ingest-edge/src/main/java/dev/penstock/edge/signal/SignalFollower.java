package dev.penstock.edge.signal;

import dev.penstock.edge.follow.Following;
import dev.penstock.model.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows `pressure`, `progress` and `usage` on a thread of its own, without a group: every edge reads everything.
///
/// Begins near the end, because each record is replaced by the next within a second or so, and what is older than the
/// last [#TAIL] records says nothing. A topic that is not there is looked for again and again, and the others are
/// followed. When Kafka is away it begins anew, after a pause.
final class SignalFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SignalFollower.class);

    private static final List<Topic> TOPICS = List.of(Topic.PRESSURE, Topic.PROGRESS, Topic.USAGE);

    /// Records of a topic that are read at the start.
    private static final long TAIL = 10_000;

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long MISSING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Following following;
    private final Map<String, Topic> names = new HashMap<>();
    private final SignalReader reader;
    private final SignalMetrics metrics;
    // Of the following thread alone.
    private boolean interrupted;

    /// @param settings of a consumer that has no group
    SignalFollower(Map<String, Object> settings, String prefix, SignalReader reader, SignalMetrics metrics) {
        this.following = new Following("edge-signals", settings, this::follow, this::interrupted);
        TOPICS.forEach(topic -> names.put(topic.name(prefix), topic));
        this.reader = reader;
        this.metrics = metrics;
    }

    /// Begins to follow. Does not wait for Kafka. To be called once.
    void start() {
        following.start();
    }

    @Override
    public void close() {
        following.close();
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        long lookedAt = System.nanoTime() - MISSING_NANOS;
        while (!following.isClosing()) {
            long now = System.nanoTime();
            if (ends.size() < names.size() && now - lookedAt >= MISSING_NANOS) {
                lookedAt = now;
                assign(consumer, ends);
            }
            if (ends.isEmpty()) {
                following.pause();
                continue;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                read(record, ends);
            }
            if (interrupted) {
                interrupted = false;
                log.atInfo().log("pressure and usage are followed again");
            }
        }
    }

    private void assign(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        List<TopicPartition> found = new ArrayList<>();
        for (String name : names.keySet()) {
            TopicPartition partition = new TopicPartition(name, 0);
            List<PartitionInfo> partitions = ends.containsKey(partition) ? List.of() : partitions(consumer, name);
            if (!partitions.isEmpty()) {
                found.add(partition);
            }
        }
        if (found.isEmpty()) {
            return;
        }
        List<TopicPartition> all = new ArrayList<>(ends.keySet());
        all.addAll(found);
        // First: of what is not assigned the client says, in a warning each, that it cannot keep the answer.
        consumer.assign(all);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(found, ANSWER);
        Map<TopicPartition, Long> newEnds = consumer.endOffsets(found, ANSWER);
        ends.putAll(newEnds);
        newEnds.forEach(
                (partition, end) -> consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - TAIL)));
    }

    private static List<PartitionInfo> partitions(KafkaConsumer<byte[], byte[]> consumer, String name) {
        @Nullable List<PartitionInfo> partitions = consumer.partitionsFor(name, ANSWER);
        return partitions == null ? List.of() : partitions;
    }

    private void read(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> ends) {
        Topic topic = names.get(record.topic());
        if (topic == Topic.PRESSURE) {
            long end = ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
            reader.pressure(record.value(), record.offset() >= end);
        } else if (topic == Topic.PROGRESS) {
            reader.progress(record.value());
        } else {
            reader.usage(record.key(), record.value());
        }
    }

    private void interrupted(Exception cause) {
        metrics.interrupted();
        if (!interrupted) {
            interrupted = true;
            log.atWarn().setCause(cause).log("pressure and usage cannot be followed, will retry");
        }
    }
}
