package dev.penstock.writer.control;

import dev.penstock.control.replica.ControlMetrics;
import dev.penstock.control.replica.ControlReplica;
import dev.penstock.control.replica.ReplicaSettings;
import dev.penstock.control.topic.ControlTopic;
import dev.penstock.model.topic.Topic;
import dev.penstock.writer.connect.KafkaSettings;
import dev.penstock.writer.connect.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControlProperties.class)
public class ControlConfiguration {

    // What the settings for events have beside addresses and security, such as large fetches, is not for this topic.
    @Bean
    ControlTopic controlTopic(KafkaSettings kafka, TopicNames topics) {
        return new ControlTopic(topics.of(Topic.CONTROL), kafka.admin());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    ControlReplica controlReplica(ControlTopic topic, ControlProperties properties, MeterRegistry registry) {
        return new ControlReplica(
                topic,
                new ReplicaSettings(properties.snapshot(), ReplicaSettings.DEFAULT_INTERVAL),
                new ControlMetrics(registry));
    }

    @Bean
    Revisions revisions(ControlReplica replica) {
        return new ReplicaRevisions(replica);
    }

    @Bean
    Rulebook rulebook(ControlReplica replica) {
        return new Rulebook(replica::state);
    }

    @Bean(initMethod = "start")
    HaltedStreams haltedStreams(ControlReplica replica, ControlProperties properties, MeterRegistry registry) {
        return new HaltedStreams(replica, properties.staleAfter(), registry);
    }
}
