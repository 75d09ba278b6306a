package dev.penstock.ctl.dlq;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.DeadLetterHeaders;
import dev.penstock.sink.triage.KnownLetter;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The topic `dead-letters`, which has the bytes. Reads without a group: nothing is committed, and the writers' loader
/// is not disturbed. Not thread-safe.
final class LetterRecords implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    // To read over some records costs less than to jump.
    private static final long GAP = 1_000;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /// @param prefix of all topics
    /// @param client Kafka's own settings
    LetterRecords(String prefix, Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.topic = Topic.DEAD_LETTERS.name(prefix);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// The records of some letters, by where their sources stood. One that is no longer there, or whose place is
    /// another letter's by now, is left out.
    ///
    /// @param letters some hundreds: their records are in memory together
    Map<SourceCoordinates, ConsumerRecord<byte[], byte[]>> read(List<KnownLetter> letters) {
        Map<Integer, NavigableMap<Long, KnownLetter>> wanted = new TreeMap<>();
        letters.forEach(letter -> wanted.computeIfAbsent(letter.letterPartition(), unknown -> new TreeMap<>())
                .put(letter.letterOffset(), letter));
        Map<SourceCoordinates, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
        wanted.forEach((partition, offsets) -> read(new TopicPartition(topic, partition), offsets, found));
        return found;
    }

    private void read(
            TopicPartition place,
            NavigableMap<Long, KnownLetter> wanted,
            Map<SourceCoordinates, ConsumerRecord<byte[], byte[]>> found) {
        consumer.assign(List.of(place));
        long begin = consumer.beginningOffsets(List.of(place), STEP).getOrDefault(place, 0L);
        long end = consumer.endOffsets(List.of(place), STEP).getOrDefault(place, 0L);
        wanted.headMap(begin).clear();
        wanted.tailMap(end).clear();
        if (wanted.isEmpty()) {
            return;
        }
        consumer.seek(place, wanted.firstKey());
        long deadline = System.nanoTime() + STEP.toNanos();
        while (!wanted.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                KnownLetter letter = wanted.remove(record.offset());
                if (letter != null && isOf(letter, record)) {
                    found.put(letter.source(), record);
                }
                deadline = System.nanoTime() + STEP.toNanos();
            }
            // What was read over is no record any more.
            long position = consumer.position(place, STEP);
            wanted.headMap(position).clear();
            if (!wanted.isEmpty() && wanted.firstKey() > position + GAP) {
                consumer.seek(place, wanted.firstKey());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("no records of " + place + " from offset " + wanted.firstKey());
            }
        }
    }

    // A topic that was made anew has other letters at these places. What is no letter of ours has no key to compare.
    private static boolean isOf(KnownLetter letter, ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(record.key(), DeadLetterHeaders.key(letter.source()))
                || letter.cause().equals("no_dead_letter");
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
