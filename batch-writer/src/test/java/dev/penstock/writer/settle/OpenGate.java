package dev.penstock.writer.settle;

import dev.penstock.writer.batch.BatchLimits;
import dev.penstock.writer.batch.BatchPace;
import dev.penstock.writer.insert.FlowLimits;
import dev.penstock.writer.insert.InsertGate;
import dev.penstock.writer.insert.InsertLimits;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/// A gate that stays open whatever inserts come to, and lets one through at a time.
final class OpenGate {

    private OpenGate() {}

    static InsertGate make() {
        return new InsertGate(
                new InsertLimits(
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        1_000,
                        Duration.ofSeconds(1)),
                new FlowLimits(1, 2.5, Duration.ZERO, 500, 1_500),
                new BatchPace(new BatchLimits(
                        50_000,
                        DataSize.ofMegabytes(16),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        DataSize.ofMegabytes(256))));
    }
}
