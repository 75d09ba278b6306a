package dev.penstock.writer.ledger;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.model.topic.Topic;
import dev.penstock.sink.audit.LedgerSums;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.insert.LedgerInserts;
import dev.penstock.writer.connect.ConsumerGroup;
import dev.penstock.writer.connect.KafkaSettings;
import dev.penstock.writer.connect.TopicNames;
import dev.penstock.writer.health.SchemaWatch;
import dev.penstock.writer.insert.Backoff;
import dev.penstock.writer.insert.InsertLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerLimits.class)
public class LedgerConfiguration {

    private static final int MOST_POLLED = 500;
    private static final int MOST_FETCHED = 4 * 1024 * 1024;

    // Longer than all the time that ClickHouse may take for what is done between two polls.
    private static final Duration POLL_INTERVAL = Duration.ofMinutes(10);

    // A topic that comes late is noticed as late as this at most.
    private static final Duration METADATA_AGE = Duration.ofSeconds(15);

    @Bean
    LedgerMetrics ledgerMetrics(MeterRegistry registry) {
        return new LedgerMetrics(registry);
    }

    @Bean
    LedgerWatch ledgerWatch(
            HikariDataSource pool,
            ClickHouseSettings clickHouse,
            LedgerLimits limits,
            SchemaWatch schema,
            LedgerMetrics metrics) {
        return new LedgerWatch(new LedgerSums(pool, clickHouse.database()), limits, schema::sufficient, metrics);
    }

    @Bean(initMethod = "start")
    LedgerLoader ledgerLoader(
            KafkaSettings kafka,
            ConsumerGroup group,
            TopicNames topics,
            ClickHouseSettings clickHouse,
            SchemaWatch schema,
            InsertLimits insert,
            LedgerLimits limits,
            LedgerWatch watch,
            LedgerMetrics metrics) {
        return new LedgerLoader(
                topics.of(Topic.LEDGER),
                consumerProperties(kafka, group),
                new LedgerFlow.Tools(
                        new LedgerInserts(clickHouse, insert.timeout())::insert,
                        schema::sufficient,
                        limits.linger(),
                        new Backoff(insert.firstBackoff(), insert.longestBackoff(), RandomGenerator.getDefault()),
                        insert.haltedBackoff(),
                        metrics),
                watch);
    }

    private static Map<String, Object> consumerProperties(KafkaSettings kafka, ConsumerGroup group) {
        Map<String, Object> properties = kafka.consumer();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group.name() + ".ledger");
        // Two consumers of one name would share their beans in JMX.
        properties.computeIfPresent(ConsumerConfig.CLIENT_ID_CONFIG, (name, id) -> id + "-ledger");
        // Not for configuration: each of them loses lines when it is anything else.
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // What is set for events is for events.
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED);
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_FETCHED);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MOST_FETCHED);
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) POLL_INTERVAL.toMillis());
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, (int) METADATA_AGE.toMillis());
        return properties;
    }
}
