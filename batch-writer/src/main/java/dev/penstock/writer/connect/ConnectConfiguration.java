package dev.penstock.writer.connect;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.model.topic.Topic;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.writer.insert.InsertLimits;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ClickHouseProperties.class, KafkaProperties.class})
public class ConnectConfiguration {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    TopicNames topicNames(@Value("${penstock.topic-prefix:penstock.}") String prefix) {
        return new TopicNames(prefix);
    }

    @Bean
    ConsumerGroup consumerGroup(KafkaProperties kafka) {
        return new ConsumerGroup(Objects.requireNonNullElse(kafka.getConsumer().getGroupId(), ""));
    }

    @Bean
    ClickHouseSettings clickHouseSettings(ClickHouseProperties properties) {
        return new ClickHouseSettings(
                properties.url(), properties.username(), properties.password(), properties.database());
    }

    // Six connections more than inserts: for the looks at the schema and at the parts of the tables, for what
    // dashboards are told, for counting, for the dead letters, and for the ledger.
    @Bean
    HikariDataSource clickHousePool(ClickHouseSettings settings, InsertLimits limits) {
        return ClickHousePool.open(settings, limits.concurrency() + 6, limits.timeout());
    }

    @Bean
    KafkaSettings kafkaSettings(KafkaProperties kafka, SslBundles bundles) {
        return new KafkaSettings(kafka, bundles);
    }

    @Bean
    Admin kafkaAdmin(KafkaSettings kafka) {
        Map<String, Object> properties = kafka.admin();
        // Closing waits for open questions, and the writer must end in time when Kafka is away.
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        return Admin.create(properties);
    }

    @Bean
    Producer<byte[], byte[]> kafkaProducer(KafkaSettings kafka) {
        Map<String, Object> properties = kafka.producer();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.DEAD_LETTERS.maxRecord());
        // A partition that waits for its dead letters waits with back-off of its own; these bound one attempt.
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Bean
    AcknowledgedSends acknowledgedSends(Producer<byte[], byte[]> producer) {
        return new AcknowledgedSends(producer);
    }
}
