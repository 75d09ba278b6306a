package dev.penstock.writer.letters;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.model.topic.Topic;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.insert.LetterInserts;
import dev.penstock.sink.insert.SupersededLetters;
import dev.penstock.writer.connect.ConsumerGroup;
import dev.penstock.writer.connect.KafkaSettings;
import dev.penstock.writer.connect.TopicNames;
import dev.penstock.writer.control.Revisions;
import dev.penstock.writer.control.Rulebook;
import dev.penstock.writer.health.SchemaWatch;
import dev.penstock.writer.insert.Backoff;
import dev.penstock.writer.insert.InsertLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LettersLimits.class)
public class LettersConfiguration {

    private static final Logger log = LoggerFactory.getLogger(LettersConfiguration.class);

    // So many letters at once, the largest of a megabyte each: what Kafka hands out is bounded by their number alone,
    // and what it fetches by the bytes it was squeezed to.
    private static final int MOST_POLLED = 16;
    private static final int MOST_FETCHED = 8 * 1024 * 1024;

    // Longer than all the time that ClickHouse may take for what is done between two polls.
    private static final Duration POLL_INTERVAL = Duration.ofMinutes(10);

    // A topic that comes late is noticed as late as this at most.
    private static final Duration METADATA_AGE = Duration.ofSeconds(15);

    @Bean
    LettersState lettersState() {
        return new LettersState();
    }

    @Bean
    LettersMetrics lettersMetrics(MeterRegistry registry, LettersState state) {
        return new LettersMetrics(registry, state);
    }

    @Bean
    LetterWork.Tools letterTools(
            Revisions revisions,
            Rulebook rules,
            HikariDataSource pool,
            ClickHouseSettings clickHouse,
            SchemaWatch schema,
            InsertLimits insert,
            LettersState state,
            LettersMetrics metrics) {
        LetterReader reader = new LetterReader(trouble -> {
            metrics.withheld();
            // Its words may quote the payload.
            log.atError()
                    .addKeyValue("error", trouble.getClass().getName())
                    .log("the rules for personal data failed for a dead letter, its payload is left out");
        });
        return new LetterWork.Tools(
                reader,
                revisions,
                rules::at,
                new LetterInserts(pool, clickHouse, insert.timeout()),
                schema::sufficient,
                new Backoff(insert.firstBackoff(), insert.longestBackoff(), RandomGenerator.getDefault()),
                insert.haltedBackoff(),
                state,
                metrics);
    }

    @Bean
    LettersLook lettersLook(
            HikariDataSource pool,
            ClickHouseSettings clickHouse,
            LettersLimits limits,
            SchemaWatch schema,
            LettersMetrics metrics,
            InstantSource clock) {
        return new LettersLook(
                new SupersededLetters(pool, clickHouse.database()), limits, schema::sufficient, metrics, clock);
    }

    @Bean(initMethod = "start")
    LetterLoader letterLoader(
            KafkaSettings kafka,
            ConsumerGroup group,
            TopicNames topics,
            Admin admin,
            LettersLimits limits,
            LetterWork.Tools tools,
            LettersLook look,
            LettersState state,
            LettersMetrics metrics,
            InstantSource clock) {
        String topic = topics.of(Topic.DEAD_LETTERS);
        LetterStarts starts = new LetterStarts(admin, topic);
        return new LetterLoader(
                topic,
                consumerProperties(kafka, group),
                consumer -> new LetterFlow(consumer, topic, starts, limits, tools, metrics),
                look,
                state,
                metrics,
                clock);
    }

    @Bean
    HealthIndicator lettersHealthIndicator(LettersState state) {
        return new LettersHealth(state);
    }

    private static Map<String, Object> consumerProperties(KafkaSettings kafka, ConsumerGroup group) {
        Map<String, Object> properties = kafka.consumer();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group.name() + ".dead-letters");
        // Two consumers of one name would share their beans in JMX.
        properties.computeIfPresent(ConsumerConfig.CLIENT_ID_CONFIG, (name, id) -> id + "-letters");
        // Not for configuration: each of them loses letters when it is anything else.
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
