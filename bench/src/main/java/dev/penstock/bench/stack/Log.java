package dev.penstock.bench.stack;

import static org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/// The topics of a run: how many records and bytes they hold, and that they do not fill the disk.
public final class Log implements AutoCloseable {

    private static final int BROKER = 1;

    private final Admin admin;

    public Log(String bootstrap) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /// Lets each partition keep no more than this, whatever its age.
    public void bound(String topic, long bytesPerPartition) {
        AlterConfigOp bound = new AlterConfigOp(
                new ConfigEntry("retention.bytes", Long.toString(bytesPerPartition)), AlterConfigOp.OpType.SET);
        get(admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(bound)))
                .all());
    }

    public void create(String topic, int partitions, Map<String, String> settings) {
        get(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
                .all());
    }

    /// Deletes every record that is there.
    public void clear(String topic) {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        offsets(topic, OffsetSpec.latest()).forEach((partition, end) -> all.put(partition, beforeOffset(end)));
        get(admin.deleteRecords(all).all());
    }

    /// Records that were ever written.
    public long written(String topic) {
        return offsets(topic, OffsetSpec.latest()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /// Bytes on disk of an average record that is still there; batches are shared, so it is a fraction.
    public double bytesPerRecord(String topic) {
        Map<TopicPartition, Long> first = offsets(topic, OffsetSpec.earliest());
        Map<TopicPartition, Long> next = offsets(topic, OffsetSpec.latest());
        long records = next.entrySet().stream()
                .mapToLong(end -> end.getValue() - first.getOrDefault(end.getKey(), 0L))
                .sum();
        return records == 0 ? 0 : (double) bytes(topic) / records;
    }

    @Override
    public void close() {
        admin.close();
    }

    private long bytes(String topic) {
        return get(admin.describeLogDirs(List.of(BROKER)).allDescriptions()).values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(topic))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    private Map<TopicPartition, Long> offsets(String topic, OffsetSpec which) {
        Collection<TopicPartition> partitions =
                get(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
                        .flatMap(description -> description.partitions().stream())
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        get(admin.listOffsets(partitions.stream().collect(Collectors.toMap(one -> one, one -> which)))
                        .all())
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Kafka", e);
        }
    }
}
