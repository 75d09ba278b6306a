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
import dev.penstock.writer.load.LoaderSettings;
import dev.penstock.writer.load.TopicLoader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
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
    TopicLoader letterLoader(
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
        return new TopicLoader(
                "letters",
                topic,
                LoaderSettings.of(kafka, group, "dead-letters", MOST_POLLED, MOST_FETCHED),
                new LettersLoad(
                        consumer -> new LetterFlow(consumer, topic, starts, limits, tools, metrics),
                        look,
                        state,
                        metrics,
                        clock));
    }

    @Bean
    HealthIndicator lettersHealthIndicator(LettersState state) {
        return new LettersHealth(state);
    }
}
