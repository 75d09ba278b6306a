package dev.penstock.writer.consume;

import dev.penstock.model.topic.TopicId;
import dev.penstock.writer.intent.PartitionFacts;
import dev.penstock.writer.intent.PartitionFacts.Committed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Asks Kafka where partitions begin and end, what the group has committed for them, and which topic it is. Waits
/// for nothing.
final class StartReader {

    private final Admin admin;
    private final String topic;
    private final String group;

    StartReader(Admin admin, String topic, String group) {
        this.admin = admin;
        this.topic = topic;
        this.group = group;
    }

    CompletableFuture<TopicId> topicId() {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .toCompletionStage()
                .thenApply(descriptions ->
                        Objects.requireNonNull(descriptions.get(topic), topic).topicId())
                .thenApply(id -> new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits()))
                .toCompletableFuture();
    }

    /// The facts of each of the partitions, or a failure when one of them is not known.
    CompletableFuture<Map<Integer, PartitionFacts>> facts(Collection<Integer> partitions) {
        List<TopicPartition> places = new ArrayList<>();
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> next = new HashMap<>();
        for (int partition : partitions) {
            TopicPartition place = new TopicPartition(topic, partition);
            places.add(place);
            first.put(place, OffsetSpec.earliest());
            next.put(place, OffsetSpec.latest());
        }
        CompletionStage<Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo>> starts =
                admin.listOffsets(first).all().toCompletionStage();
        CompletionStage<Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo>> ends =
                admin.listOffsets(next).all().toCompletionStage();
        CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .toCompletionStage();
        return topicId()
                .thenCombine(committed, Answers::new)
                .thenCombine(starts, Answers::starts)
                .thenCombine(ends, (answers, logEnds) -> answers.facts(places, logEnds))
                .toCompletableFuture();
    }

    private record Answers(
            TopicId topic,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> starts) {

        Answers(TopicId topic, Map<TopicPartition, OffsetAndMetadata> committed) {
            this(topic, committed, Map.of());
        }

        Answers starts(Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> answer) {
            return new Answers(topic, committed, answer);
        }

        Map<Integer, PartitionFacts> facts(
                List<TopicPartition> places, Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends) {
            Map<Integer, PartitionFacts> facts = new HashMap<>();
            for (TopicPartition place : places) {
                // Null too for a partition nothing was committed for.
                Optional<Committed> last = Optional.ofNullable(committed.get(place))
                        .map(offset -> new Committed(
                                offset.offset(), offset.leaderEpoch().orElse(-1), offset.metadata()));
                facts.put(
                        place.partition(), new PartitionFacts(topic, offset(starts, place), offset(ends, place), last));
            }
            return facts;
        }

        private static long offset(
                Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> answer, TopicPartition place) {
            return Objects.requireNonNull(answer.get(place), place.toString()).offset();
        }
    }
}
