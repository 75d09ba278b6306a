package dev.penstock.edge.authenticate;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AuthenticationPolicy.class, BadKeyPolicy.class})
public class AuthenticateConfiguration {

    @Bean
    BadKeys badKeys(BadKeyPolicy policy, MeterRegistry registry) {
        BadKeys badKeys = new BadKeys(policy, System::nanoTime);
        Gauge.builder("penstock.edge.bad_keys.addresses", badKeys, BadKeys::remembered)
                .description("addresses remembered for presenting unknown keys")
                .baseUnit("addresses")
                .register(registry);
        FunctionCounter.builder("penstock.edge.bad_keys.forgotten", badKeys, BadKeys::forgotten)
                .description("such addresses forgotten for want of room")
                .baseUnit("addresses")
                .register(registry);
        return badKeys;
    }

    @Bean
    LastUse lastUse() {
        return new LastUse();
    }

    @Bean
    OriginPolicy originPolicy(KeyDirectory keys) {
        return new OriginPolicy(keys);
    }

    @Bean
    Authenticator authenticator(
            KeyDirectory keys, AuthenticationPolicy policy, InstantSource clock, BadKeys badKeys, LastUse lastUse) {
        return new Authenticator(keys, policy, clock, badKeys, lastUse);
    }

    @Bean
    ReplicaGate replicaGate(KeyDirectory keys, AuthenticationPolicy policy) {
        return new ReplicaGate(keys, policy);
    }
}
