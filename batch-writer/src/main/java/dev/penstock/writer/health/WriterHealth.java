package dev.penstock.writer.health;

import dev.penstock.sink.migrate.SchemaStatus;
import dev.penstock.sink.migrate.SchemaVersion;
import dev.penstock.writer.insert.InsertGate;
import dev.penstock.writer.settle.Outcome.Obstacle;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Not ready when somebody must act: the schema is too old, a partition is halted, the dead letters cannot be kept.
///
/// ClickHouse being away is not that: the writer waits and catches up, and the lag tells.
final class WriterHealth implements HealthIndicator {

    private final SchemaWatch schema;
    private final PartitionObstacles obstacles;
    private final InsertGate gate;

    WriterHealth(SchemaWatch schema, PartitionObstacles obstacles, InsertGate gate) {
        this.schema = schema;
        this.obstacles = obstacles;
        this.gate = gate;
    }

    @Override
    public Health health() {
        boolean letters = obstacles.count(Obstacle.DEAD_LETTERS) > 0;
        boolean ready = schema.sufficient() && obstacles.countHalted() == 0 && !letters;
        SchemaStatus seen = schema.status();
        return (ready ? Health.up() : Health.outOfService())
                .withDetail("schema", seen == null ? "unknown" : Integer.toString(seen.current()))
                .withDetail("schemaNeeded", SchemaVersion.NEEDED)
                .withDetail("breaker", gate.state())
                .withDetail("halted", obstacles.halted())
                .withDetail("waiting", obstacles.waiting())
                .build();
    }
}
