package dev.penstock.writer.health;

import dev.penstock.sink.migrate.SchemaStatus;
import dev.penstock.sink.migrate.SchemaVersion;
import dev.penstock.writer.control.HaltedStreams;
import dev.penstock.writer.fuse.HaltRequests;
import dev.penstock.writer.insert.InsertGate;
import dev.penstock.writer.settle.Outcome.Obstacle;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Not ready when somebody must act: the schema is too old, the control topic cannot be read, a partition is
/// halted, dead letters or parked events cannot be kept, a stream cannot be halted.
///
/// ClickHouse being away is not that: the writer waits and catches up, and the lag tells. Neither is a halted stream,
/// for the others flow: it is told as `degraded`.
final class WriterHealth implements HealthIndicator {

    private final SchemaWatch schema;
    private final PartitionObstacles obstacles;
    private final InsertGate gate;
    private final HaltedStreams streams;
    private final HaltRequests halts;

    WriterHealth(
            SchemaWatch schema,
            PartitionObstacles obstacles,
            InsertGate gate,
            HaltedStreams streams,
            HaltRequests halts) {
        this.schema = schema;
        this.obstacles = obstacles;
        this.gate = gate;
        this.streams = streams;
        this.halts = halts;
    }

    @Override
    public Health health() {
        boolean kept = obstacles.count(Obstacle.DEAD_LETTERS)
                        + obstacles.count(Obstacle.PARKED)
                        + obstacles.count(Obstacle.LEDGER)
                == 0;
        boolean known = streams.isKnown() && halts.failing().isEmpty();
        boolean ready = schema.sufficient() && known && kept && obstacles.countHalted() == 0;
        SchemaStatus seen = schema.status();
        Health.Builder health = ready ? Health.up() : Health.outOfService();
        halts.failing().ifPresent(reason -> health.withDetail("haltsFailing", reason));
        List<String> concerns = streams.concerns();
        if (!concerns.isEmpty()) {
            health.withDetail("degraded", String.join("; ", concerns));
        }
        return health.withDetail("schema", seen == null ? "unknown" : Integer.toString(seen.current()))
                .withDetail("schemaNeeded", SchemaVersion.NEEDED)
                .withDetail("breaker", gate.state())
                .withDetail("control", streams.isKnown() ? Long.toString(streams.revision()) : "unknown")
                .withDetail("halted", obstacles.halted())
                .withDetail("waiting", obstacles.waiting())
                .build();
    }
}
