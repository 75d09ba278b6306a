package dev.penstock.ctl.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The topic of parked events, read from where a group has committed to the end it had when it was opened.
///
/// What is committed names the topic: the offsets of one that was deleted and made anew are other events.
final class ParkedTopic implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String id;
    private final Map<TopicPartition, Long> starts = new HashMap<>();
    private final Map<TopicPartition, Long> ends;

    /// @param consumer taken over, with a group when `committed`
    /// @param client settings to ask which topic it is
    /// @param committed whether it begins where its group has committed
    ParkedTopic(String name, KafkaConsumer<byte[], byte[]> consumer, Map<String, Object> client, boolean committed) {
        this.consumer = consumer;
        try {
            this.id = KnownTopics.idOf(name, client).toString();
            Set<TopicPartition> places = new HashSet<>();
            consumer.partitionsFor(name, STEP)
                    .forEach(found -> places.add(new TopicPartition(name, found.partition())));
            consumer.assign(places);
            this.ends = Map.copyOf(consumer.endOffsets(places, STEP));
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(places, STEP);
            Map<TopicPartition, OffsetAndMetadata> last = committed ? consumer.committed(places, STEP) : Map.of();
            for (TopicPartition place : places) {
                starts.put(place, start(begins.getOrDefault(place, 0L), last.get(place)));
                consumer.seek(place, starts.get(place));
            }
        } catch (RuntimeException e) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            throw e;
        }
    }

    /// Where each partition was begun at.
    Map<TopicPartition, Long> starts() {
        return Map.copyOf(starts);
    }

    boolean isAtEnd() {
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (consumer.position(end.getKey(), STEP) < end.getValue()) {
                return false;
            }
        }
        return true;
    }

    /// The next records, none of them behind the end.
    List<ConsumerRecord<byte[], byte[]>> poll() {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (TopicPartition place : polled.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : polled.records(place)) {
                if (record.offset() < endOf(place)) {
                    records.add(record);
                }
            }
        }
        return records;
    }

    /// Commits that all records polled so far are dealt with.
    void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition place : ends.keySet()) {
            offsets.put(
                    place,
                    new OffsetAndMetadata(Math.min(consumer.position(place, STEP), endOf(place)), "topic=" + id));
        }
        consumer.commitSync(offsets, STEP);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    private long endOf(TopicPartition place) {
        return ends.getOrDefault(place, 0L);
    }

    private long start(long begin, @Nullable OffsetAndMetadata committed) {
        return committed == null || !committed.metadata().equals("topic=" + id)
                ? begin
                : Math.max(begin, committed.offset());
    }
}
