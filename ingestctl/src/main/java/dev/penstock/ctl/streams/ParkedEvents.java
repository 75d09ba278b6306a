package dev.penstock.ctl.streams;

import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.ParkedHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// The topic of parked events, and the way back from it.
///
/// How far a stream was brought back is committed by a group of its own, after what was brought back is acknowledged:
/// whoever goes on from there repeats some events and leaves none out. A group that Kafka has forgotten (a week after
/// its last commit) begins at the start, which repeats more of them. An event that is repeated is stored once.
final class ParkedEvents {

    private static final Duration STEP = Duration.ofSeconds(10);

    // Of records the largest of which has a megabyte, until the next commit.
    private static final int AT_ONCE = 500;

    private static final long TELL_EVERY = 100_000;

    private final String prefix;
    private final Map<String, Object> client;

    /// @param prefix of all topics and groups
    /// @param client Kafka's own settings
    ParkedEvents(String prefix, Map<String, Object> client) {
        this.prefix = prefix;
        this.client = Map.copyOf(client);
    }

    /// Brings the events of a stream back, up to the end the topic has now.
    ///
    /// @param revision of the control topic before which no writer may read them
    /// @param progress is told now and then how many they are so far
    /// @return how many
    /// @throws KafkaException when Kafka does not do its part; what was brought back is known by then
    long bringBack(StreamName stream, long revision, LongConsumer progress) {
        byte[] key = ParkedHeaders.key(stream);
        long brought = 0;
        long told = 0;
        try (ParkedTopic topic = open(stream);
                KafkaProducer<byte[], byte[]> producer = producer()) {
            while (!topic.isAtEnd()) {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : topic.poll()) {
                    if (Arrays.equals(key, record.key())) {
                        sent.add(producer.send(back(record, revision)));
                    }
                }
                await(sent);
                topic.commit();
                brought += sent.size();
                if (brought - told >= TELL_EVERY) {
                    told = brought;
                    progress.accept(brought);
                }
            }
        }
        return brought;
    }

    /// How many events of each stream were not brought back yet; only streams that have some.
    ///
    /// @throws KafkaException when the topic cannot be read
    Map<StreamName, Long> waiting() {
        Map<StreamName, Long> waiting = new TreeMap<>(Comparator.comparing(StreamName::value));
        Map<StreamName, Map<TopicPartition, Long>> from = new HashMap<>();
        try (ParkedTopic topic = open(null)) {
            while (!topic.isAtEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : topic.poll()) {
                    StreamName stream = streamOf(record);
                    if (stream == null) {
                        continue;
                    }
                    Map<TopicPartition, Long> starts = from.computeIfAbsent(stream, this::starts);
                    TopicPartition place = new TopicPartition(record.topic(), record.partition());
                    if (record.offset() >= starts.getOrDefault(place, 0L)) {
                        waiting.merge(stream, 1L, Long::sum);
                    }
                }
            }
        }
        return waiting;
    }

    private Map<TopicPartition, Long> starts(StreamName stream) {
        try (ParkedTopic topic = open(stream)) {
            return topic.starts();
        }
    }

    private static @Nullable StreamName streamOf(ConsumerRecord<byte[], byte[]> record) {
        String name = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        return StreamName.isValid(name) ? new StreamName(name) : null;
    }

    // Without its old timestamp: Kafka deletes by timestamp, and an event that was parked for longer than
    // events are kept would be gone before a writer reads it. The event's own times are in its bytes.
    private ProducerRecord<byte[], byte[]> back(ConsumerRecord<byte[], byte[]> record, long revision) {
        ProducerRecord<byte[], byte[]> back =
                new ProducerRecord<>(Topic.EVENTS.name(prefix), keyOf(record.value()), record.value());
        back.headers().add(ParkedHeaders.LIFTED_AT, ParkedHeaders.liftedAt(revision));
        return back;
    }

    private static byte @Nullable [] keyOf(byte[] value) {
        try {
            return EventCodec.key(EventCodec.decode(value));
        } catch (MalformedRecordException e) {
            // Whatever it is, the writers decide; it needs no place beside others.
            return null;
        }
    }

    private static void await(List<Future<RecordMetadata>> sent) {
        for (Future<RecordMetadata> one : sent) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof KafkaException failure
                        ? failure
                        : new KafkaException("an event was not taken", e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    private ParkedTopic open(@Nullable StreamName stream) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_ONCE);
        if (stream != null) {
            settings.put(ConsumerConfig.GROUP_ID_CONFIG, prefix + "resume." + stream);
        }
        return new ParkedTopic(
                Topic.PARKED.name(prefix),
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                client,
                stream != null);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.EVENTS.maxRecord());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.toIntExact(STEP.toMillis()));
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
