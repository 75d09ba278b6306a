package dev.penstock.writer.park;

import dev.penstock.model.topic.Topic;
import dev.penstock.writer.connect.AcknowledgedSends;
import dev.penstock.writer.connect.TopicNames;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
public class ParkConfiguration {

    @Bean
    ParkedPublisher parkedPublisher(AcknowledgedSends sends, TopicNames topics) {
        return new ParkedPublisher(sends, topics.of(Topic.PARKED));
    }
}
