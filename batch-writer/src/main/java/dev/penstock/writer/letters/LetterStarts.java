package dev.penstock.writer.letters;

import dev.penstock.model.topic.TopicId;
import dev.penstock.writer.intent.PartitionFacts;
import dev.penstock.writer.intent.PartitionFacts.Committed;
import dev.penstock.writer.intent.Recovery;
import dev.penstock.writer.intent.Start;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// Asks Kafka where a partition of the topic `dead-letters` is to be read from, and waits for the answers. Decides as
/// for events, [Recovery].
final class LetterStarts {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final String topic;

    LetterStarts(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    /// Where to begin.
    ///
    /// @throws KafkaException when Kafka does not answer, or the topic is not there
    Beginning of(Consumer<?, ?> consumer, TopicPartition partition) {
        TopicId id = topicId();
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(List.of(partition), PATIENCE);
        Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition), PATIENCE);
        @Nullable
        OffsetAndMetadata last = consumer.committed(Set.of(partition), PATIENCE).get(partition);
        Optional<Committed> committed = Optional.ofNullable(last)
                .map(offset ->
                        new Committed(offset.offset(), offset.leaderEpoch().orElse(-1), offset.metadata()));
        PartitionFacts facts = new PartitionFacts(id, offset(starts, partition), offset(ends, partition), committed);
        return new Beginning(id, Recovery.decide(facts, Optional.empty()));
    }

    private TopicId topicId() {
        try {
            @Nullable
            TopicDescription found = admin.describeTopics(Set.of(topic))
                    .allTopicNames()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .get(topic);
            if (found == null) {
                throw new UnknownTopicOrPartitionException("topic " + topic + " is not there");
            }
            Uuid id = found.topicId();
            return new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (ExecutionException e) {
            throw new KafkaException("topic " + topic + " could not be described", e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "topic " + topic + " was not described in time", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static long offset(Map<TopicPartition, Long> answer, TopicPartition partition) {
        Long offset = answer.get(partition);
        if (offset == null) {
            throw new KafkaException("Kafka does not know " + partition);
        }
        return offset;
    }

    /// The topic a partition belongs to, and where it is read from.
    record Beginning(TopicId topic, Start start) {}
}
