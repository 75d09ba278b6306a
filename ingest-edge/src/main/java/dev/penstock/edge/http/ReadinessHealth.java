package dev.penstock.edge.http;

import dev.penstock.edge.ready.Readiness;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// The same readiness on the management port, under the name `edge`.
final class ReadinessHealth implements HealthIndicator {

    private final Readiness readiness;

    ReadinessHealth(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public Health health() {
        List<String> reasons = readiness.reasons();
        Health.Builder health =
                reasons.isEmpty() ? Health.up() : Health.outOfService().withDetail("reasons", reasons);
        List<String> concerns = readiness.concerns();
        return (concerns.isEmpty() ? health : health.withDetail("degraded", concerns)).build();
    }
}
