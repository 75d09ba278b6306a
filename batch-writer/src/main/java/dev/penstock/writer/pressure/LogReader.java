package dev.penstock.writer.pressure;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/// Asks Kafka what it holds of `events` and how long it keeps it.
final class LogReader {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final String topic;
    private final String group;
    private final RecordSizes sizes;

    LogReader(Admin admin, String topic, String group) {
        this.admin = admin;
        this.topic = topic;
        this.group = group;
        this.sizes = new RecordSizes(admin, topic);
    }

    /// The first and the next offset of each partition, and the one the group has committed, when it has.
    ///
    /// @param retention in bytes, it makes the size of records worth a question
    Map<Integer, Log> read(Collection<Integer> partitions, Retention retention)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition : partitions) {
            TopicPartition place = new TopicPartition(topic, partition);
            earliest.put(place, OffsetSpec.earliest());
            latest.put(place, OffsetSpec.latest());
        }
        ListOffsetsResult begins = admin.listOffsets(earliest);
        ListOffsetsResult ends = admin.listOffsets(latest);
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<Integer, Log> logs = new HashMap<>();
        for (TopicPartition place : earliest.keySet()) {
            @Nullable OffsetAndMetadata offset = committed.get(place);
            logs.put(
                    place.partition(),
                    new Log(
                            await(begins.partitionResult(place)).offset(),
                            await(ends.partitionResult(place)).offset(),
                            offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset()),
                            0));
        }
        if (retention.bytes().isPresent()) {
            sizes.of(logs, System.nanoTime())
                    .forEach((partition, size) ->
                            logs.computeIfPresent(partition, (number, log) -> log.withBytesPerRecord(size)));
        }
        return logs;
    }

    Retention retention() throws ExecutionException, TimeoutException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = await(admin.describeConfigs(List.of(resource)).values().get(resource));
        return new Retention(
                limit(config, TopicConfig.RETENTION_MS_CONFIG), limit(config, TopicConfig.RETENTION_BYTES_CONFIG));
    }

    private static OptionalLong limit(Config config, String name) {
        ConfigEntry entry = config.get(name);
        long value = entry == null ? -1 : Long.parseLong(entry.value());
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    static <T> T await(@Nullable KafkaFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (future == null) {
            throw new ExecutionException(new IllegalStateException("the admin client left a question out"));
        }
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// What Kafka says of one partition.
    ///
    /// @param bytesPerRecord mean of what it has on disk; 0 when that is not known
    record Log(long begin, long end, OptionalLong committed, double bytesPerRecord) {

        private Log withBytesPerRecord(double known) {
            return new Log(begin, end, committed, known);
        }
    }
}
