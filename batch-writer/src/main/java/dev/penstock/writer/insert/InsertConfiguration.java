package dev.penstock.writer.insert;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.insert.BlockInserts;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InsertLimits.class)
public class InsertConfiguration {

    @Bean
    BlockInserts blockInserts(HikariDataSource pool, ClickHouseSettings clickHouse, InsertLimits limits) {
        return new BlockInserts(pool, clickHouse, limits.concurrency(), limits.timeout());
    }

    @Bean
    InsertGate insertGate(InsertLimits limits) {
        return new InsertGate(limits);
    }

    @Bean
    InsertMetrics insertMetrics(MeterRegistry registry, InsertGate gate) {
        return new InsertMetrics(registry, gate);
    }
}
