package dev.penstock.writer.health;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.writer.control.HaltedStreams;
import dev.penstock.writer.fuse.HaltRequests;
import dev.penstock.writer.insert.InsertGate;
import dev.penstock.writer.settle.Outcome.Obstacle;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
public class HealthConfiguration {

    @Bean(initMethod = "start")
    SchemaWatch schemaWatch(HikariDataSource pool, ClickHouseSettings clickHouse) {
        return new SchemaWatch(pool, clickHouse.database());
    }

    @Bean
    PartitionObstacles partitionObstacles(MeterRegistry registry) {
        PartitionObstacles obstacles = new PartitionObstacles();
        for (Obstacle obstacle : Obstacle.values()) {
            Gauge.builder("penstock.writer.partitions.waiting", obstacles, current -> current.count(obstacle))
                    .description("partitions that wait, by what for")
                    .tag("obstacle", obstacle.tag())
                    .register(registry);
        }
        Gauge.builder("penstock.writer.partitions.halted", obstacles, PartitionObstacles::countHalted)
                .description("partitions that wait for somebody to act")
                .register(registry);
        return obstacles;
    }

    @Bean
    HealthIndicator writerHealthIndicator(
            SchemaWatch schema,
            PartitionObstacles obstacles,
            InsertGate gate,
            HaltedStreams streams,
            HaltRequests halts) {
        return new WriterHealth(schema, obstacles, gate, streams, halts);
    }
}
