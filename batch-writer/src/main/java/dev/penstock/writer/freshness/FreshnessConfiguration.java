package dev.penstock.writer.freshness;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.model.topic.Topic;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.dashboard.DuplicateCount;
import dev.penstock.sink.dashboard.FreshnessTable;
import dev.penstock.sink.dashboard.HaltsTable;
import dev.penstock.writer.connect.TopicNames;
import dev.penstock.writer.control.HaltedStreams;
import dev.penstock.writer.health.SchemaWatch;
import dev.penstock.writer.pressure.PartitionViews;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FreshnessLimits.class)
public class FreshnessConfiguration {

    @Bean
    FreshnessMetrics freshnessMetrics(MeterRegistry registry) {
        return new FreshnessMetrics(registry);
    }

    @Bean(initMethod = "start")
    FreshnessReporter freshnessReporter(
            PartitionViews views,
            Admin admin,
            TopicNames topics,
            HikariDataSource pool,
            ClickHouseSettings clickHouse,
            HaltedStreams halted,
            SchemaWatch schema,
            FreshnessLimits limits,
            FreshnessMetrics metrics,
            InstantSource clock) {
        return new FreshnessReporter(
                views,
                new LogEnds(admin, topics.of(Topic.EVENTS)),
                new LogMarks(limits.margin()),
                new FreshnessTable(pool, clickHouse.database(), limits.margin()),
                new HaltNews(halted::history, new HaltsTable(pool, clickHouse.database())),
                schema::sufficient,
                limits.period(),
                metrics,
                clock);
    }

    @Bean(initMethod = "start")
    DuplicateWatch duplicateWatch(
            PartitionViews views,
            HikariDataSource pool,
            ClickHouseSettings clickHouse,
            FreshnessLimits limits,
            FreshnessMetrics metrics) {
        return new DuplicateWatch(
                views,
                new DuplicateCount(pool, clickHouse.database()),
                limits.duplicatesPeriod(),
                limits.duplicatesRows(),
                metrics);
    }
}
