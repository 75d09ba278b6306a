package dev.penstock.ctl.audit;

import dev.penstock.model.progress.Progress;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.topic.TopicId;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.model.wire.ProgressCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Reads Kafka's side of an audit. Joins no group and commits nothing.
///
/// Not thread-safe.
final class EventsLog implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    // A topic that says it has more and gives nothing for so long is broken.
    private static final Duration SILENCE = Duration.ofSeconds(30);

    // Records come into the log as late as a producer tries, and the clocks of edges differ.
    private static final Duration LATE = Duration.ofMinutes(10);

    private final String prefix;
    private final Map<String, Object> client;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicId id;
    private final boolean compacted;

    /// @param prefix of all topics
    /// @param client Kafka's own settings
    EventsLog(String prefix, Map<String, Object> client) {
        this.prefix = prefix;
        this.client = Map.copyOf(client);
        String events = Topic.EVENTS.name(prefix);
        try (Admin admin = Admin.create(this.client)) {
            TopicDescription found = answer(admin.describeTopics(Set.of(events)).allTopicNames()::get, events)
                    .get(events);
            if (found == null) {
                throw missing(events);
            }
            this.id = new TopicId(
                    found.topicId().getMostSignificantBits(), found.topicId().getLeastSignificantBits());
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, events);
            Config config = answer(admin.describeConfigs(Set.of(resource)).all()::get, events)
                    .get(resource);
            this.compacted = config == null
                    || config.get(TopicConfig.CLEANUP_POLICY_CONFIG) == null
                    || config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains("compact");
        }
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // What Kafka deletes while it is being read must not look like a marker either.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // What a transaction that was given up has left would be read by nobody; here it must not look like a marker.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// Kafka's id of `events`.
    TopicId id() {
        return id;
    }

    /// Whether Kafka may have taken single records out of it, so that a missing offset does not have to be a marker of
    /// a transaction.
    boolean isCompacted() {
        return compacted;
    }

    /// How far writers have settled each partition, as they tell it; a partition they never told of is absent.
    Map<Integer, Long> settled() {
        Map<Integer, Long> settled = new HashMap<>();
        scan(Topic.PROGRESS, null, record -> {
            try {
                if (record.value() != null) {
                    Progress progress = ProgressCodec.decode(record.value());
                    if (progress.topic().equals(id)) {
                        settled.put(progress.partition(), progress.storedThrough());
                    }
                }
            } catch (MalformedRecordException e) {
                // The next one of the partition is as good.
                return;
            }
        });
        return settled;
    }

    /// The end of each partition of the ledger.
    Map<Integer, Long> endsOfLedger() {
        Map<Integer, Long> ends = new TreeMap<>();
        consumer.endOffsets(places(Topic.LEDGER), STEP).forEach((place, end) -> ends.put(place.partition(), end));
        return ends;
    }

    /// What of each partition the window touches.
    List<PartitionRange> ranges(Window window, Map<Integer, Long> settled) {
        List<TopicPartition> places = places(Topic.EVENTS);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(places, STEP);
        Map<TopicPartition, Long> ends = consumer.endOffsets(places, STEP);
        Map<TopicPartition, Long> from = at(places, window.from(), ends);
        Map<TopicPartition, Long> to = at(places, window.to().plus(LATE), ends);
        List<PartitionRange> ranges = new ArrayList<>();
        for (TopicPartition place : places) {
            ranges.add(new PartitionRange(
                    place.partition(),
                    starts.getOrDefault(place, 0L),
                    from.getOrDefault(place, 0L),
                    to.getOrDefault(place, 0L),
                    settled.getOrDefault(place.partition(), 0L)));
        }
        return ranges;
    }

    /// Reads the records of a partition of `events` from `from` to `to`, which is not among them.
    void read(int partition, long from, long to, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        if (from >= to) {
            return;
        }
        TopicPartition place = new TopicPartition(Topic.EVENTS.name(prefix), partition);
        consumer.assign(List.of(place));
        consumer.seek(place, from);
        drain(Map.of(place, to), reader);
    }

    /// Reads a topic to the end it has now.
    ///
    /// @param from the time of the first record that is wanted; null for all there are
    void scan(Topic topic, @Nullable Instant from, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        List<TopicPartition> places = places(topic);
        Map<TopicPartition, Long> ends = consumer.endOffsets(places, STEP);
        Map<TopicPartition, Long> starts =
                from == null ? consumer.beginningOffsets(places, STEP) : at(places, from, ends);
        consumer.assign(places);
        starts.forEach(consumer::seek);
        drain(ends, reader);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    private void drain(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        long heard = System.nanoTime();
        while (isBefore(ends)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                heard = System.nanoTime();
                Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (end != null && record.offset() < end) {
                    reader.accept(record);
                }
            }
            if (System.nanoTime() - heard > SILENCE.toNanos()) {
                throw new org.apache.kafka.common.errors.TimeoutException("nothing came of " + ends.keySet());
            }
        }
    }

    private boolean isBefore(Map<TopicPartition, Long> ends) {
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (consumer.position(end.getKey(), STEP) < end.getValue()) {
                return true;
            }
        }
        return false;
    }

    private Map<TopicPartition, Long> at(List<TopicPartition> places, Instant time, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        places.forEach(place -> times.put(place, Math.max(0, time.toEpochMilli())));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, STEP);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition place : places) {
            OffsetAndTimestamp offset = found.get(place);
            offsets.put(place, offset == null ? ends.getOrDefault(place, 0L) : offset.offset());
        }
        return offsets;
    }

    private List<TopicPartition> places(Topic topic) {
        String name = topic.name(prefix);
        return consumer.partitionsFor(name, STEP).stream()
                .map(found -> new TopicPartition(name, found.partition()))
                .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
                .toList();
    }

    private static UnknownTopicOrPartitionException missing(String topic) {
        return new UnknownTopicOrPartitionException(
                "topic " + topic + " does not exist: create it with `ingestctl topics apply`");
    }

    private static <T> T answer(Answer<T> answer, String topic) {
        try {
            return answer.get(STEP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownTopicOrPartitionException
                    ? missing(topic)
                    : new KafkaException("topic " + topic + " could not be described", e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer about topic " + topic, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private interface Answer<T> {

        T get(long time, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException;
    }
}
