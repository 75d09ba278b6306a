package dev.penstock.writer.pressure;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many bytes a record takes on the disk of its partition's leader, where a retention in bytes is measured:
/// records are packed there, so what they have here says little of it.
///
/// Kafka tells it to who may describe the cluster. For others there is no answer, and the caller has to estimate.
///
/// Not thread-safe: who publishes owns it.
final class RecordSizes {

    private static final Logger log = LoggerFactory.getLogger(RecordSizes.class);

    // The mean of a log changes slowly, and the answer names every partition of the brokers that are asked.
    private static final Duration KNOWN = Duration.ofSeconds(10);

    private final Admin admin;
    private final String topic;

    private Map<Integer, Double> means = Map.of();
    private @Nullable Long askedAt;
    private boolean told;

    RecordSizes(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    /// The mean size of a record by partition, not older than some seconds; without those that are not known.
    ///
    /// @param now a reading of [System#nanoTime]
    Map<Integer, Double> of(Map<Integer, LogReader.Log> logs, long now) throws InterruptedException {
        Long before = askedAt;
        if (before != null && now - before < KNOWN.toNanos()) {
            return means;
        }
        askedAt = now;
        try {
            means = ask(logs);
            told = false;
        } catch (ExecutionException | TimeoutException e) {
            means = Map.of();
            if (!told) {
                told = true;
                log.atWarn().setCause(e).log("Kafka does not tell how large its log is, estimating it");
            }
        }
        return means;
    }

    private Map<Integer, Double> ask(Map<Integer, LogReader.Log> logs)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<Integer, Integer> leaders = leaders(logs.keySet());
        Set<Integer> brokers = new HashSet<>(leaders.values());
        Map<Integer, Double> found = new HashMap<>();
        for (Map<String, LogDirDescription> folders : LogReader.await(
                        admin.describeLogDirs(brokers).allDescriptions())
                .values()) {
            for (LogDirDescription folder : folders.values()) {
                folder.replicaInfos().forEach((place, replica) -> note(place, replica, logs, found));
            }
        }
        return found;
    }

    // Replicas are as large as their leader, but for what they have not fetched yet: the largest counts.
    private void note(
            TopicPartition place, ReplicaInfo replica, Map<Integer, LogReader.Log> logs, Map<Integer, Double> found) {
        LogReader.Log of = logs.get(place.partition());
        if (of != null && place.topic().equals(topic) && of.end() > of.begin()) {
            found.merge(place.partition(), (double) replica.size() / (of.end() - of.begin()), Math::max);
        }
    }

    private Map<Integer, Integer> leaders(Collection<Integer> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        TopicDescription description = LogReader.await(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
        Map<Integer, Integer> leaders = new HashMap<>();
        for (TopicPartitionInfo partition : description.partitions()) {
            @Nullable Node leader = partition.leader();
            if (leader != null && partitions.contains(partition.partition())) {
                leaders.put(partition.partition(), leader.id());
            }
        }
        return leaders;
    }
}
