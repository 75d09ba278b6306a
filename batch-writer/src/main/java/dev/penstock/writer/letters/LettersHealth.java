package dev.penstock.writer.letters;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Tells how the loading of dead letters is. No part of readiness: events are stored without it, and the letters are
/// safe in their topic.
final class LettersHealth implements HealthIndicator {

    private final LettersState state;

    LettersHealth(LettersState state) {
        this.state = state;
    }

    @Override
    public Health health() {
        Health.Builder health = state.halted() ? Health.outOfService() : Health.up();
        health.withDetail("phase", state.phase()).withDetail("unread", state.unread());
        state.reason().ifPresent(reason -> health.withDetail("reason", reason));
        return health.build();
    }
}
