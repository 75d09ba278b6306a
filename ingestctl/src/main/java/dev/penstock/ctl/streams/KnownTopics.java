package dev.penstock.ctl.streams;

import dev.penstock.model.topic.TopicId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Which topic it is that has a name now.
final class KnownTopics {

    private static final Duration ANSWER = Duration.ofSeconds(10);

    private KnownTopics() {}

    /// Kafka's id of a topic.
    ///
    /// @throws KafkaException when there is none, or Kafka does not answer
    static TopicId idOf(String name, Map<String, Object> client) {
        try (Admin admin = Admin.create(client)) {
            TopicDescription found = admin.describeTopics(Set.of(name))
                    .allTopicNames()
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .get(name);
            if (found == null) {
                throw missing(name);
            }
            return new TopicId(
                    found.topicId().getMostSignificantBits(), found.topicId().getLeastSignificantBits());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownTopicOrPartitionException
                    ? missing(name)
                    : new KafkaException("topic " + name + " could not be described", e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer about topic " + name, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static UnknownTopicOrPartitionException missing(String name) {
        return new UnknownTopicOrPartitionException(
                "topic " + name + " does not exist: create it with `ingestctl topics apply`");
    }
}
