package dev.penstock.edge.publish;

import dev.penstock.edge.authenticate.LastUse;
import dev.penstock.edge.ledger.EdgeLedger;
import dev.penstock.model.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({PublishPolicy.class, DurabilityPolicy.class, KafkaProperties.class})
public class PublishConfiguration {

    // The lifecycle closes it with a time-out, after the web server; a destroy method would close it again without one.
    @Bean(destroyMethod = "")
    Producer<byte[], byte[]> producer(KafkaProperties kafka, PublishPolicy policy) {
        return new KafkaProducer<>(
                ProducerSettings.of(kafka.buildProducerProperties(), policy),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Bean
    EventPublisher eventPublisher(
            Producer<byte[], byte[]> producer,
            LogWatch watch,
            PublishPolicy policy,
            MeterRegistry registry,
            @Value("${penstock.topic-prefix:penstock.}") String prefix) {
        return new EventPublisher(
                producer,
                Topic.EVENTS.name(prefix),
                watch::isSatisfied,
                new LogBreaker(policy),
                new PublishMetrics(registry),
                policy);
    }

    @Bean(destroyMethod = "")
    LogWatch logWatch(
            Producer<byte[], byte[]> producer,
            KafkaProperties kafka,
            DurabilityPolicy policy,
            @Value("${penstock.topic-prefix:penstock.}") String prefix) {
        Map<String, Object> settings = kafka.buildAdminProperties();
        // Starting over with the bootstrap servers again and again, it would say so 200 times a second while none
        // answers.
        settings.put(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return new LogWatch(producer, Admin.create(settings), Topic.EVENTS.name(prefix), policy.durability());
    }

    @Bean
    PublishLifecycle publishLifecycle(EventPublisher publisher, LogWatch watch) {
        return new PublishLifecycle(publisher, watch);
    }

    @Bean
    LastUsePublisher lastUsePublisher(
            Producer<byte[], byte[]> producer,
            LastUse lastUse,
            MeterRegistry registry,
            @Value("${penstock.topic-prefix:penstock.}") String prefix) {
        return new LastUsePublisher(producer, Topic.USAGE.name(prefix), lastUse, registry);
    }

    @Bean
    LedgerPublisher ledgerPublisher(
            Producer<byte[], byte[]> producer,
            EdgeLedger ledger,
            InstantSource clock,
            @Value("${penstock.topic-prefix:penstock.}") String prefix) {
        return new LedgerPublisher(producer, Topic.LEDGER.name(prefix), ledger, clock);
    }
}
