package dev.penstock.edge.stored;

import dev.penstock.model.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoredPolicy.class)
public class StoredConfiguration {

    // Of a group there is none: every edge reads everything.
    private static final List<String> OF_A_GROUP =
            List.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "group.protocol");

    @Bean
    StoredMetrics storedMetrics(MeterRegistry registry) {
        return new StoredMetrics(registry);
    }

    @Bean
    Awaiting awaiting(StoredPolicy policy, StoredMetrics metrics) {
        return new Awaiting(policy, metrics);
    }

    @Bean
    ProgressGate progressGate(Awaiting awaiting) {
        return new ProgressGate(awaiting);
    }

    // The lifecycle closes it, before the web server waits for those who wait.
    @Bean(initMethod = "start", destroyMethod = "")
    ProgressFollower progressFollower(
            KafkaProperties kafka,
            Awaiting awaiting,
            StoredMetrics metrics,
            @Value("${penstock.topic-prefix:penstock.}") String prefix) {
        return new ProgressFollower(
                consumer(kafka.buildConsumerProperties()),
                admin(kafka.buildAdminProperties()),
                Topic.EVENTS.name(prefix),
                Topic.PROGRESS.name(prefix),
                awaiting,
                metrics);
    }

    @Bean
    StoredLifecycle storedLifecycle(Awaiting awaiting, ProgressFollower follower) {
        return new StoredLifecycle(awaiting, follower);
    }

    private static Map<String, Object> consumer(Map<String, Object> settings) {
        Map<String, Object> all = patient(settings);
        all.keySet().removeAll(OF_A_GROUP);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Records that were cut off below its place are said again.
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        return all;
    }

    private static Map<String, Object> admin(Map<String, Object> settings) {
        Map<String, Object> all = patient(settings);
        // A question that is not answered by then was asked in vain: who wanted to know has been told 202.
        all.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        all.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        return all;
    }

    /// Opened anew when Kafka was away, so a client need not start over by itself, 200 times a second.
    private static Map<String, Object> patient(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        all.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 500);
        all.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000);
        return all;
    }
}
