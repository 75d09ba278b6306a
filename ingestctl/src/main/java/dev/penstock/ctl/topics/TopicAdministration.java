package dev.penstock.ctl.topics;

import dev.penstock.model.topic.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// Kafka's side of the topics. Every method fails with a [KafkaException].
final class TopicAdministration implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    // The first question, which tells whether Kafka is there at all: a person waits for the answer.
    private static final int REACH_MILLIS = 5_000;
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final long POLL_MILLIS = 50;

    private final Admin admin;
    private final String prefix;

    TopicAdministration(Map<String, Object> client, String prefix) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putIfAbsent("default.api.timeout.ms", 15_000);
        settings.putIfAbsent("request.timeout.ms", 10_000);
        // Lives for one command: looking for other brokers all over again is no use to it.
        settings.putIfAbsent("metadata.recovery.strategy", "none");
        this.admin = Admin.create(settings);
        this.prefix = prefix;
    }

    int brokers() {
        return answer(admin.describeCluster().nodes()).size();
    }

    /// The topics that exist.
    Map<Topic, TopicFound> find() {
        Map<Topic, TopicDescription> described = new EnumMap<>(Topic.class);
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        Arrays.stream(Topic.values()).map(this::nameOf).toList(),
                        new DescribeTopicsOptions().timeoutMs(REACH_MILLIS))
                .topicNameValues();
        for (Topic topic : Topic.values()) {
            KafkaFuture<TopicDescription> answer = answers.get(nameOf(topic));
            if (answer != null) {
                ifThere(answer).ifPresent(description -> described.put(topic, description));
            }
        }
        Map<Topic, TopicFound> found = new EnumMap<>(Topic.class);
        Map<ConfigResource, Config> settings = answer(admin.describeConfigs(
                        described.keySet().stream().map(this::resource).toList())
                .all());
        described.forEach((topic, description) -> found.put(
                topic,
                new TopicFound(
                        description.partitions().size(),
                        description.partitions().getFirst().replicas().size(),
                        valuesOf(settings.get(resource(topic))))));
        return found;
    }

    /// Creates the topic; one that came into being meanwhile is left as it is.
    void create(TopicStep.Create step, Copies copies) {
        NewTopic topic = new NewTopic(nameOf(step.topic()), step.topic().partitions(), (short) copies.replication());
        try {
            answer(admin.createTopics(List.of(topic.configs(step.settings()))).all());
        } catch (TopicExistsException e) {
            throw new KafkaException(
                    "topic " + nameOf(step.topic()) + " was created by somebody else just now: run the command again",
                    e);
        }
    }

    void alter(TopicStep.Alter step) {
        Collection<AlterConfigOp> changes = step.settings().entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        answer(admin.incrementalAlterConfigs(Map.of(resource(step.topic()), changes))
                .all());
    }

    /// Waits until every partition of every topic has a leader.
    void awaitLeaders() {
        Set<String> names = Arrays.stream(Topic.values()).map(this::nameOf).collect(Collectors.toSet());
        long begun = System.nanoTime();
        while (!haveLeaders(names)) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new KafkaException("the topics are there, but not every partition has a leader after "
                        + PATIENCE.toSeconds() + " s: check that enough brokers are up");
            }
            pause();
        }
    }

    String nameOf(Topic topic) {
        return topic.name(prefix);
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }

    private static Optional<TopicDescription> ifThere(KafkaFuture<TopicDescription> future) {
        try {
            return Optional.of(answer(future));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    private boolean haveLeaders(Set<String> names) {
        try {
            return answer(admin.describeTopics(names).allTopicNames()).values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.leader() != null && !partition.leader().isEmpty());
        } catch (UnknownTopicOrPartitionException e) {
            // A broker that has not heard of the new topic yet.
            return false;
        }
    }

    private ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, nameOf(topic));
    }

    private static Map<String, String> valuesOf(@Nullable Config config) {
        Map<String, String> values = new HashMap<>();
        if (config != null) {
            for (ConfigEntry entry : config.entries()) {
                if (entry.value() != null) {
                    values.put(entry.name(), entry.value());
                }
            }
        }
        return values;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
