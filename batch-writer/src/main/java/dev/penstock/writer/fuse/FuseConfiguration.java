package dev.penstock.writer.fuse;

import dev.penstock.control.topic.ControlTopic;
import dev.penstock.control.write.AuditLog;
import dev.penstock.control.write.ControlWriter;
import dev.penstock.control.write.StreamHalts;
import dev.penstock.control.write.WriterSettings;
import dev.penstock.model.topic.Topic;
import dev.penstock.writer.connect.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FuseLimits.class)
public class FuseConfiguration {

    private static final String ACTOR = "batch-writer";

    @Bean
    HaltRequests haltRequests(ControlTopic topic, TopicNames topics, MeterRegistry registry, InstantSource clock) {
        WriterSettings settings = new WriterSettings(ACTOR, WriterSettings.DEFAULT_TIMEOUT);
        return new HaltRequests(
                new StreamHalts(new ControlWriter(topic, settings, clock)),
                new AuditLog(topics.of(Topic.AUDIT_LOG), topic.client(), settings),
                ACTOR,
                new FuseMetrics(registry),
                clock);
    }

    @Bean
    Halting halting(HaltRequests requests) {
        return requests::request;
    }
}
