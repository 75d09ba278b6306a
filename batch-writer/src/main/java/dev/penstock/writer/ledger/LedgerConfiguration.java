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
import dev.penstock.writer.load.LoaderSettings;
import dev.penstock.writer.load.TopicLoader;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerLimits.class)
public class LedgerConfiguration {

    private static final int MOST_POLLED = 500;
    private static final int MOST_FETCHED = 4 * 1024 * 1024;

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
    TopicLoader ledgerLoader(
            KafkaSettings kafka,
            ConsumerGroup group,
            TopicNames topics,
            ClickHouseSettings clickHouse,
            SchemaWatch schema,
            InsertLimits insert,
            LedgerLimits limits,
            LedgerWatch watch,
            LedgerMetrics metrics) {
        LedgerFlow.Tools tools = new LedgerFlow.Tools(
                new LedgerInserts(clickHouse, insert.timeout())::insert,
                schema::sufficient,
                limits.linger(),
                new Backoff(insert.firstBackoff(), insert.longestBackoff(), RandomGenerator.getDefault()),
                insert.haltedBackoff(),
                metrics);
        return new TopicLoader(
                "ledger",
                topics.of(Topic.LEDGER),
                LoaderSettings.of(kafka, group, "ledger", MOST_POLLED, MOST_FETCHED),
                new LedgerLoad(tools, watch));
    }
}
