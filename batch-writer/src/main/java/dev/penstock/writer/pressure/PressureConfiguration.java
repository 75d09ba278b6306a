package dev.penstock.writer.pressure;

import dev.penstock.model.topic.Topic;
import dev.penstock.writer.connect.ConsumerGroup;
import dev.penstock.writer.connect.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PressureLimits.class)
public class PressureConfiguration {

    @Bean
    PartitionViews partitionViews() {
        return new PartitionViews();
    }

    @Bean(initMethod = "start")
    ProgressPublisher progressPublisher(
            PartitionViews views,
            PressureLimits limits,
            Admin admin,
            Producer<byte[], byte[]> producer,
            TopicNames topics,
            ConsumerGroup group,
            MeterRegistry registry,
            InstantSource clock) {
        return new ProgressPublisher(
                views,
                new LogReader(admin, topics.of(Topic.EVENTS), group.name()),
                new HeadRoom(limits),
                limits,
                producer,
                topics.of(Topic.PROGRESS),
                topics.of(Topic.PRESSURE),
                new PressureMetrics(registry),
                clock);
    }
}
