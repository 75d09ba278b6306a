package dev.penstock.ctl.receipt;

import dev.penstock.model.event.Event;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Looks for events in a topic, from a time on to the end it has now, or as many records as one may read. Joins no
/// group and commits nothing. Not thread-safe.
final class LogScan implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String prefix;
    private final KafkaConsumer<byte[], byte[]> consumer;

    private long read;
    private boolean whole = true;

    /// @param prefix of all topics
    /// @param client Kafka's own settings
    LogScan(String prefix, Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        this.prefix = prefix;
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// The records of what is sought.
    ///
    /// @param from of records, which is when Kafka took them
    /// @param most records to be read
    List<ConsumerRecord<byte[], byte[]>> find(Topic topic, Sought sought, Instant from, long most) {
        List<TopicPartition> places = consumer.partitionsFor(topic.name(prefix), STEP).stream()
                .map(found -> new TopicPartition(found.topic(), found.partition()))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(places, STEP);
        Map<TopicPartition, Long> times = new HashMap<>();
        places.forEach(place -> times.put(place, from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times, STEP);
        consumer.assign(places);
        for (TopicPartition place : places) {
            OffsetAndTimestamp start = starts.get(place);
            consumer.seek(place, start == null ? ends.getOrDefault(place, 0L) : start.offset());
        }
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        long left = most;
        long deadline = System.nanoTime() + STEP.toNanos();
        while (!isAtEnd(ends)) {
            if (left <= 0) {
                whole = false;
                break;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                left--;
                read++;
                deadline = System.nanoTime() + STEP.toNanos();
                if (isSought(record, sought)) {
                    found.add(record);
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("no records of " + topic.name(prefix));
            }
        }
        return found;
    }

    /// How many records were read.
    long read() {
        return read;
    }

    /// Whether all that was to be read was.
    boolean isWhole() {
        return whole;
    }

    private boolean isAtEnd(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), STEP) >= end.getValue());
    }

    private static boolean isSought(ConsumerRecord<byte[], byte[]> record, Sought sought) {
        if (record.value() == null) {
            return false;
        }
        try {
            Event event = EventCodec.decode(record.value());
            return sought.is(event);
        } catch (MalformedRecordException e) {
            // No event has its id.
            return false;
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
