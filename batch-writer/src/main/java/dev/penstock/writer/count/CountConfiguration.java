package dev.penstock.writer.count;

import dev.penstock.model.topic.Topic;
import dev.penstock.writer.connect.AcknowledgedSends;
import dev.penstock.writer.connect.TopicNames;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
public class CountConfiguration {

    @Bean
    BatchLines batchLines(AcknowledgedSends sends, TopicNames topics) {
        return new BatchLines(sends, topics.of(Topic.LEDGER));
    }
}
