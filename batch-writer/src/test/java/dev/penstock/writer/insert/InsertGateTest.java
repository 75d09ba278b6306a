package dev.penstock.writer.insert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.writer.insert.InsertGate.State;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class InsertGateTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    private final InsertGate gate = new InsertGate(new InsertLimits(
            1,
            Duration.ofSeconds(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            3,
            Duration.ofMillis(20)));

    @Test
    void threeFailuresInARowCloseTheGate() {
        fail();
        fail();
        answer();
        fail();
        fail();
        assertThat(gate.state()).isEqualTo(State.CLOSED);

        fail();

        assertThat(gate.state()).isEqualTo(State.OPEN);
        assertThat(gate.tryEnter()).isFalse();
    }

    @Test
    void oneInsertProbesAndTheOthersWaitForIt() {
        fail();
        fail();
        fail();

        await().until(gate::tryEnter);

        assertThat(gate.state()).isEqualTo(State.HALF_OPEN);
        assertThat(gate.tryEnter()).isFalse();
        gate.answered(SHORT);
        assertThat(gate.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeThatWasNotSentLetsTheNextOneProbe() {
        fail();
        fail();
        fail();
        await().until(gate::tryEnter);

        gate.unused();

        assertThat(gate.tryEnter()).isTrue();
    }

    @Test
    void theWaitDoublesUpToTheLimitAndIsScatteredOverItsUpperHalf() {
        Backoff backoff =
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), RandomGenerator.of("L64X128MixRandom"));

        assertThat(backoff.after(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(backoff.after(3)).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(backoff.after(1_000)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    private void fail() {
        assertThat(gate.tryEnter()).isTrue();
        gate.failed(SHORT);
    }

    private void answer() {
        assertThat(gate.tryEnter()).isTrue();
        gate.answered(SHORT);
    }
}
