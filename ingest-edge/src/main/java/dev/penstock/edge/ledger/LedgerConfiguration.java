package dev.penstock.edge.ledger;

import dev.penstock.edge.admit.EdgeInstance;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerPolicy.class)
public class LedgerConfiguration {

    @Bean
    EdgeLedger edgeLedger(EdgeInstance instance, LedgerPolicy policy, MeterRegistry registry) {
        // A name that no earlier run of this instance had.
        String boot = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        return new EdgeLedger(instance.name(), boot, policy.closeAfter(), new LedgerMetrics(registry));
    }
}
