package dev.penstock.writer.deadletter;

import dev.penstock.model.topic.Topic;
import dev.penstock.writer.connect.AcknowledgedSends;
import dev.penstock.writer.connect.TopicNames;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
public class DeadLetterConfiguration {

    @Bean
    DeadLetterPublisher deadLetterPublisher(AcknowledgedSends sends, TopicNames topics) {
        return new DeadLetterPublisher(sends, topics.of(Topic.DEAD_LETTERS));
    }
}
