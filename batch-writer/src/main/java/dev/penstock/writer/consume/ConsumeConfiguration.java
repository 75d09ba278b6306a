package dev.penstock.writer.consume;

import dev.penstock.model.topic.Topic;
import dev.penstock.writer.batch.BatchLimits;
import dev.penstock.writer.batch.BatchPace;
import dev.penstock.writer.batch.PartitionBuffer;
import dev.penstock.writer.connect.ConsumerGroup;
import dev.penstock.writer.connect.KafkaSettings;
import dev.penstock.writer.connect.TopicNames;
import dev.penstock.writer.control.Revisions;
import dev.penstock.writer.fuse.Halting;
import dev.penstock.writer.health.PartitionObstacles;
import dev.penstock.writer.health.SchemaWatch;
import dev.penstock.writer.insert.Backoff;
import dev.penstock.writer.insert.InsertLimits;
import dev.penstock.writer.pressure.PartitionViews;
import dev.penstock.writer.settle.Settler;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.ContainerProperties.AssignmentCommitOption;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({BatchLimits.class, ConsumeLimits.class})
public class ConsumeConfiguration {

    // How soon a finished insert is noticed and its offset committed when no records come.
    private static final Duration POLL = Duration.ofMillis(50);

    // As much as one partition holds; what a poll brings comes on top of what is held already.
    private static final long MOST_BATCHES = 2;
    private static final Duration AUTHORIZATION_RETRY = Duration.ofSeconds(10);

    @Bean
    BatchPace batchPace(BatchLimits limits) {
        return new BatchPace(limits);
    }

    @Bean
    AttemptThreads attemptThreads(Settler settler, InsertLimits limits) {
        return new AttemptThreads(settler, limits.concurrency());
    }

    @Bean
    EventsListener eventsListener(
            AttemptThreads threads,
            Admin admin,
            TopicNames topics,
            ConsumerGroup group,
            BatchPace pace,
            InsertLimits insert,
            ConsumeLimits consume,
            SchemaWatch schema,
            PartitionObstacles obstacles,
            PartitionViews views,
            Revisions revisions,
            Halting halting,
            MeterRegistry registry,
            InstantSource clock) {
        ConsumeMetrics metrics = new ConsumeMetrics(registry);
        RetryPace retries = new RetryPace(
                new Backoff(insert.firstBackoff(), insert.longestBackoff(), RandomGenerator.getDefault()),
                insert.haltedBackoff());
        StartReader reader = new StartReader(admin, topics.of(Topic.EVENTS), group.name());
        PartitionWorkers workers = new PartitionWorkers(
                partition -> new PartitionWorker(
                        partition,
                        new PartitionBuffer(pace),
                        threads::submit,
                        retries,
                        revisions,
                        halting,
                        new WorkerReports(partition, obstacles),
                        metrics,
                        clock),
                new EventsTopic(topics.of(Topic.EVENTS), reader::topicId),
                new PartitionStarts(reader::facts),
                schema::sufficient,
                pace,
                views,
                metrics);
        return new EventsListener(workers, consume);
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> eventsContainer(
            KafkaSettings kafka, ConsumerGroup group, TopicNames topics, BatchLimits batch, EventsListener listener) {
        ContainerProperties properties = new ContainerProperties(topics.of(Topic.EVENTS));
        properties.setGroupId(group.name());
        properties.setMessageListener(listener);
        properties.setConsumerRebalanceListener(listener);
        properties.setAckMode(AckMode.MANUAL);
        properties.setAssignmentCommitOption(AssignmentCommitOption.NEVER);
        properties.setPollTimeout(POLL.toMillis());
        properties.setAuthExceptionRetryInterval(AUTHORIZATION_RETRY);
        properties.setShutdownTimeout(Duration.ofSeconds(20).toMillis());
        KafkaMessageListenerContainer<byte[], byte[]> container = new KafkaMessageListenerContainer<>(
                new TickingFactory(consumerProperties(kafka), batch, listener), properties);
        container.setBeanName("events");
        container.setCommonErrorHandler(listener);
        return container;
    }

    @Bean
    ConsumerEnd consumerEnd(EventsListener listener, ApplicationContext context) {
        return new ConsumerEnd(listener, context);
    }

    private static Map<String, Object> consumerProperties(KafkaSettings kafka) {
        Map<String, Object> properties = kafka.consumer();
        // Not for configuration: each of them loses events when it is anything else.
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }

    /// Makes the consumers that do what is due before every poll.
    private static final class TickingFactory extends DefaultKafkaConsumerFactory<byte[], byte[]> {

        private final BatchLimits batch;
        private final EventsListener listener;

        TickingFactory(Map<String, Object> properties, BatchLimits batch, EventsListener listener) {
            super(properties);
            this.batch = batch;
            this.listener = listener;
        }

        @Override
        protected Consumer<byte[], byte[]> createRawConsumer(Map<String, Object> properties) {
            return new TickingConsumer(
                    properties, new PollBudget(MOST_BATCHES * batch.size().toBytes()), listener::tick);
        }
    }
}
