package dev.penstock.edge.publish;

import dev.penstock.edge.ready.Gate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches the events topic on a thread of its own: fetches the producer's metadata before the first event, keeps
/// it, and checks again and again that the topic can keep what a 202 promises.
///
/// Readiness depends on both having been seen once. An outage afterwards does not take it away: clients shall hear
/// our 503 with its `Retry-After`, not a load balancer's.
final class LogWatch implements Gate, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogWatch.class);

    private static final long STEP_MILLIS = 250;
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private final String topic;
    private final Durability durability;
    private final CountDownLatch closing = new CountDownLatch(1);

    private volatile boolean metadataKnown;
    // Null until the topic has been looked at for the first time.
    private volatile @Nullable List<String> weaknesses;
    private @Nullable Thread thread;

    LogWatch(Producer<byte[], byte[]> producer, Admin admin, String topic, Durability durability) {
        this.producer = producer;
        this.admin = admin;
        this.topic = topic;
        this.durability = durability;
    }

    /// Begins to watch. Does not wait for Kafka. To be called once.
    void start() {
        Thread watching = new Thread(this::watch, "edge-log-watch");
        watching.setDaemon(true);
        thread = watching;
        watching.start();
    }

    /// Whether there is no reason against readiness.
    boolean isSatisfied() {
        List<String> found = weaknesses;
        return metadataKnown && found != null && found.isEmpty();
    }

    @Override
    public List<String> reasons() {
        List<String> found = weaknesses;
        if (!metadataKnown) {
            return List.of("Kafka has not yet told where the events topic is");
        }
        if (found == null) {
            return List.of("the events topic has not been checked yet");
        }
        return found.stream().map(weakness -> "events topic: " + weakness).toList();
    }

    @Override
    public void close() {
        closing.countDown();
        admin.close(Duration.ZERO);
        Thread watching = thread;
        if (watching != null) {
            try {
                watching.join(ANSWER);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void watch() {
        long nextCheck = System.nanoTime();
        do {
            warm();
            if (metadataKnown && System.nanoTime() - nextCheck >= 0) {
                check();
                nextCheck = System.nanoTime() + (isSatisfied() ? CHECK_NANOS : TimeUnit.SECONDS.toNanos(1));
            }
        } while (!isClosing());
    }

    /// Asks for the topic's metadata, which also asks Kafka for it when the producer has lost it: after an outage
    /// sends work again without a request having to fail first.
    private void warm() {
        try {
            producer.partitionsFor(topic);
            if (!metadataKnown) {
                metadataKnown = true;
                log.atInfo().addKeyValue("topic", topic).log("events topic found");
            }
        } catch (KafkaException | IllegalStateException e) {
            // Expected while Kafka cannot be reached; readiness and the breaker tell, so it is not logged four times a
            // second.
            log.atDebug().setCause(e).log("events topic not found yet, will retry");
        }
    }

    private void check() {
        try {
            TopicFacts facts = describe();
            List<String> found = facts.weaknesses(durability);
            if (!found.equals(weaknesses)) {
                report(found);
            }
            weaknesses = found;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.atWarn().setCause(e).log("events topic could not be checked, the last verdict stays");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TopicFacts describe() throws ExecutionException, TimeoutException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, TopicDescription> topics =
                admin.describeTopics(List.of(topic)).allTopicNames().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(List.of(resource)).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        int replicas = topics.values().stream()
                .flatMap(description -> description.partitions().stream())
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        Map<String, String> settings = new HashMap<>();
        for (Config config : configs.values()) {
            config.entries().forEach(entry -> {
                if (entry.value() != null) {
                    settings.put(entry.name(), entry.value());
                }
            });
        }
        return new TopicFacts(replicas, settings);
    }

    private void report(List<String> found) {
        if (found.isEmpty()) {
            log.atInfo()
                    .addKeyValue("durability", durability)
                    .addKeyValue("topic", topic)
                    .log("events topic keeps what a 202 promises");
        } else {
            log.atError()
                    .addKeyValue("durability", durability)
                    .addKeyValue("topic", topic)
                    .addKeyValue("weaknesses", found)
                    .log("events topic cannot keep what a 202 promises, this edge is not ready");
        }
    }

    private boolean isClosing() {
        try {
            return closing.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
