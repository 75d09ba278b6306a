package dev.penstock.edge.signal;

import dev.penstock.control.replica.ControlReplica;
import dev.penstock.edge.admit.BulkStreams;
import dev.penstock.edge.admit.EdgeInstance;
import dev.penstock.edge.admit.PressureBoard;
import dev.penstock.edge.admit.RateLimiter;
import dev.penstock.edge.admit.UsageShares;
import dev.penstock.model.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class SignalConfiguration {

    @Bean
    BulkStreams bulkStreams(ControlReplica replica) {
        return new StreamPriorities(replica::state);
    }

    @Bean
    SignalLifecycle signalLifecycle(
            KafkaProperties kafka,
            Producer<byte[], byte[]> producer,
            PressureBoard pressure,
            UsageShares shares,
            RateLimiter limiter,
            EdgeInstance instance,
            MeterRegistry registry,
            InstantSource clock,
            @Value("${penstock.topic-prefix:penstock.}") String prefix) {
        SignalMetrics metrics = new SignalMetrics(registry);
        StoredOffsets stored = new StoredOffsets();
        Map<String, Object> consumer = consumer(kafka);
        Map<String, Object> admin = kafka.buildAdminProperties();
        // As the watch of the events topic: one line of log for an outage.
        admin.put(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return new SignalLifecycle(
                new SignalFollower(
                        consumer, prefix, new SignalReader(pressure, stored, shares, metrics, clock), metrics),
                new UsageReporter(
                        limiter, shares, pressure, instance, producer, Topic.USAGE.name(prefix), metrics, clock),
                new LogRoom(Admin.create(admin), Topic.EVENTS.name(prefix), stored, pressure, metrics, clock));
    }

    private static Map<String, Object> consumer(KafkaProperties kafka) {
        Map<String, Object> settings = kafka.buildConsumerProperties();
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Small records, soon: a level of pressure shall be known within a second.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * 1024 * 1024);
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        // Kafka away is nothing to be asked about twenty times a second.
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 500L);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000L);
        return settings;
    }
}
