package dev.penstock.edge.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.admit.PressureBoard;
import dev.penstock.edge.admit.PressurePolicy;
import dev.penstock.edge.admit.UsagePolicy;
import dev.penstock.edge.admit.UsageShares;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.pressure.Pressure;
import dev.penstock.model.pressure.PressureLevel;
import dev.penstock.model.usage.EdgeUsage;
import dev.penstock.model.usage.KeyLastUse;
import dev.penstock.model.wire.PressureCodec;
import dev.penstock.model.wire.UsageCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PressureBoard board = new PressureBoard(
            new PressurePolicy(0.7, 0.4, 0.15, Duration.ofSeconds(10), Duration.ofSeconds(30), 1_000));
    private final UsageShares shares =
            new UsageShares(new UsagePolicy("", 1, Duration.ofSeconds(5), 10), "a", org -> Limits.NONE);
    private final SignalReader reader =
            new SignalReader(board, new StoredOffsets(), shares, new SignalMetrics(meters), InstantSource.fixed(NOW));

    @Test
    void whatCannotBeReadIsCountedAndChangesNothing() {
        reader.pressure(new byte[] {1, 2, 3}, true);
        reader.progress(new byte[] {1, 2, 3});
        reader.usage("edge/b".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[] {1, 2, 3});

        assertThat(count("malformed")).isEqualTo(3);
        assertThat(board.isKnown()).isFalse();
    }

    @Test
    void pressureIsNoted() {
        Pressure pressure = new Pressure(1, PressureLevel.HIGH, Duration.ZERO, 0.3, NOW.plusSeconds(10));

        reader.pressure(PressureCodec.encode(pressure), true);
        board.evaluate(System.nanoTime());

        assertThat(board.level()).isEqualTo(PressureLevel.HIGH);
        assertThat(count("applied")).isEqualTo(1);
    }

    @Test
    void edgesComeAndGoAndTheUseOfKeysIsNoneOfOurs() {
        EdgeUsage other = new EdgeUsage("b", NOW, List.of());
        KeyLastUse use = new KeyLastUse(new KeyId("k1k1k1k1k1k1"), NOW);

        reader.usage(UsageCodec.encodeKey(other), UsageCodec.encode(other));
        reader.usage(UsageCodec.encodeKey(use), UsageCodec.encode(use));
        shares.tick(List.of(), System.nanoTime());
        assertThat(shares.edges()).isEqualTo(2);

        reader.usage(UsageCodec.encodeKey(other), null);
        EdgeUsage own = new EdgeUsage("a", NOW, List.of());
        reader.usage(UsageCodec.encodeKey(own), UsageCodec.encode(own));
        shares.tick(List.of(), System.nanoTime());
        assertThat(shares.edges()).isEqualTo(1);
        assertThat(count("ignored")).isEqualTo(1);
    }

    private double count(String outcome) {
        return meters.get("penstock.edge.signal.records")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
