package dev.penstock.edge.keys;

import dev.penstock.control.replica.ControlMetrics;
import dev.penstock.control.replica.ControlReplica;
import dev.penstock.control.replica.ReplicaSettings;
import dev.penstock.control.topic.ControlTopic;
import dev.penstock.edge.authenticate.AuthenticationPolicy;
import dev.penstock.model.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeysFilePolicy.class)
public class KeysConfiguration {

    @Bean(initMethod = "start", destroyMethod = "close")
    ControlReplica controlReplica(
            KafkaProperties kafka,
            AuthenticationPolicy policy,
            MeterRegistry registry,
            @Value("${penstock.topic-prefix:penstock.}") String prefix) {
        return new ControlReplica(
                new ControlTopic(Topic.CONTROL.name(prefix), kafka.buildConsumerProperties()),
                new ReplicaSettings(policy.snapshot(), ReplicaSettings.DEFAULT_INTERVAL),
                new ControlMetrics(registry));
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    KeysFileWatch keysFileWatch(KeysFilePolicy policy, MeterRegistry registry) {
        return new KeysFileWatch(policy.keysFile(), new KeysFileMetrics(registry));
    }

    @Bean
    KnownKeys keyDirectory(ControlReplica replica, KeysFileWatch file) {
        return new KnownKeys(replica::state, replica::caughtUp, replica::behind, file::current);
    }
}
