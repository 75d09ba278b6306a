package dev.penstock.writer.deadletter;

import dev.penstock.model.topic.Topic;
import dev.penstock.writer.connect.TopicNames;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
public class DeadLetterConfiguration {

    // A little more than the producer itself takes to give up.
    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(12);

    @Bean
    DeadLetterPublisher deadLetterPublisher(Producer<byte[], byte[]> producer, TopicNames topics) {
        return new DeadLetterPublisher(producer, topics.of(Topic.DEAD_LETTERS), ACKNOWLEDGEMENT);
    }
}
