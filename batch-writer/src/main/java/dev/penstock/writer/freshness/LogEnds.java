package dev.penstock.writer.freshness;

import dev.penstock.model.topic.TopicId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/// Asks Kafka which topic `events` is, how many partitions it has, and where they end.
final class LogEnds {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final String topic;

    LogEnds(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    String source() throws ExecutionException, TimeoutException, InterruptedException {
        return await(admin.describeCluster().clusterId()) + "/" + topic;
    }

    Log read(Collection<Integer> partitions) throws ExecutionException, TimeoutException, InterruptedException {
        TopicDescription description = Objects.requireNonNull(
                await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic), topic);
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(new TopicPartition(topic, partition), OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> answer =
                await(admin.listOffsets(latest).all());
        Map<Integer, Long> ends = new HashMap<>();
        answer.forEach((place, end) -> ends.put(place.partition(), end.offset()));
        Uuid id = description.topicId();
        return new Log(
                new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits()),
                description.partitions().size(),
                ends);
    }

    private static <T> T await(KafkaFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// What Kafka says of the topic.
    record Log(TopicId topic, int partitions, Map<Integer, Long> ends) {}
}
