package dev.penstock.edge.authenticate;

import dev.penstock.control.replica.ControlMetrics;
import dev.penstock.control.replica.ControlReplica;
import dev.penstock.control.replica.ReplicaSettings;
import dev.penstock.control.topic.ControlTopic;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuthenticationPolicy.class)
public class AuthenticateConfiguration {

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

    @Bean
    KeyDirectory keyDirectory(ControlReplica replica) {
        return new KeyDirectory() {
            @Override
            public Optional<KeyRecord> key(KeyId id) {
                return replica.key(id);
            }

            @Override
            public Optional<Organization> organization(OrgId id) {
                return replica.organization(id);
            }

            @Override
            public boolean caughtUp() {
                return replica.caughtUp();
            }

            @Override
            public Duration behind() {
                return replica.behind();
            }
        };
    }

    @Bean
    Authenticator authenticator(KeyDirectory keys, AuthenticationPolicy policy, InstantSource clock) {
        return new Authenticator(keys, policy, clock);
    }

    @Bean
    ReplicaGate replicaGate(KeyDirectory keys, AuthenticationPolicy policy) {
        return new ReplicaGate(keys, policy);
    }
}
