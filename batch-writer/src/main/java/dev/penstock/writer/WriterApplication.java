package dev.penstock.writer;

import dev.penstock.writer.connect.ConnectConfiguration;
import dev.penstock.writer.consume.ConsumeConfiguration;
import dev.penstock.writer.control.ControlConfiguration;
import dev.penstock.writer.count.CountConfiguration;
import dev.penstock.writer.deadletter.DeadLetterConfiguration;
import dev.penstock.writer.freshness.FreshnessConfiguration;
import dev.penstock.writer.fuse.FuseConfiguration;
import dev.penstock.writer.health.HealthConfiguration;
import dev.penstock.writer.insert.InsertConfiguration;
import dev.penstock.writer.ledger.LedgerConfiguration;
import dev.penstock.writer.letters.LettersConfiguration;
import dev.penstock.writer.park.ParkConfiguration;
import dev.penstock.writer.pressure.PressureConfiguration;
import dev.penstock.writer.settle.SettleConfiguration;
import dev.penstock.writer.trace.TraceConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Import;

/// Takes events from Kafka to ClickHouse. The imports are the path of a batch, in order.
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = KafkaAutoConfiguration.class)
@Import({
    ConnectConfiguration.class,
    ControlConfiguration.class,
    ConsumeConfiguration.class,
    SettleConfiguration.class,
    FuseConfiguration.class,
    InsertConfiguration.class,
    TraceConfiguration.class,
    DeadLetterConfiguration.class,
    LettersConfiguration.class,
    LedgerConfiguration.class,
    ParkConfiguration.class,
    CountConfiguration.class,
    PressureConfiguration.class,
    FreshnessConfiguration.class,
    HealthConfiguration.class
})
public class WriterApplication {

    public static void main(String[] args) {
        SpringApplication.run(WriterApplication.class, args);
    }
}
