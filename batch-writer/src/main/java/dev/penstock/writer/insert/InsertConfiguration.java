package dev.penstock.writer.insert;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.insert.BlockInserts;
import dev.penstock.sink.insert.TableParts;
import dev.penstock.writer.batch.BatchPace;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({InsertLimits.class, FlowLimits.class})
public class InsertConfiguration {

    @Bean
    BlockInserts blockInserts(HikariDataSource pool, ClickHouseSettings clickHouse, InsertLimits limits) {
        return new BlockInserts(pool, clickHouse, limits.concurrency(), limits.timeout());
    }

    @Bean
    InsertGate insertGate(InsertLimits limits, FlowLimits flow, BatchPace pace) {
        return new InsertGate(limits, flow, pace);
    }

    @Bean(initMethod = "start")
    PartsWatch partsWatch(
            HikariDataSource pool,
            ClickHouseSettings clickHouse,
            InsertGate gate,
            BatchPace pace,
            FlowLimits flow,
            MeterRegistry registry) {
        TableParts tables = new TableParts(pool, clickHouse.database());
        return new PartsWatch(tables, gate.parts(), pace, flow, new FlowMetrics(registry, gate, pace));
    }

    @Bean
    InsertMetrics insertMetrics(MeterRegistry registry, InsertGate gate) {
        return new InsertMetrics(registry, gate);
    }
}
