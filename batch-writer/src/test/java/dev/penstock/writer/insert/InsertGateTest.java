package dev.penstock.writer.insert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.sink.failure.InsertFailures;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.writer.batch.BatchLimits;
import dev.penstock.writer.batch.BatchPace;
import dev.penstock.writer.insert.InsertGate.Entry;
import dev.penstock.writer.insert.InsertGate.State;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class InsertGateTest {

    private static final Duration SHORT = Duration.ofMillis(1);
    private static final InsertResult STORED = new InsertResult.Stored(1);
    private static final InsertResult FAILED = new InsertResult.Retry("clickhouse_unreachable", "");

    private final BatchPace pace = new BatchPace(new BatchLimits(
            1_000, DataSize.ofMegabytes(1), Duration.ofSeconds(1), Duration.ofSeconds(2), DataSize.ofMegabytes(8)));
    private final InsertGate gate = gate(1);

    private InsertGate gate(int least) {
        return new InsertGate(
                new InsertLimits(
                        2,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        3,
                        Duration.ofMillis(20)),
                new FlowLimits(least, 2.5, Duration.ofSeconds(15), 500, 1_500),
                pace);
    }

    @Test
    void threeFailuresInARowCloseTheGate() throws InterruptedException {
        leave(FAILED, FAILED, STORED, FAILED, FAILED);
        assertThat(gate.state()).isEqualTo(State.CLOSED);

        leave(FAILED);

        assertThat(gate.state()).isEqualTo(State.OPEN);
        assertThat(gate.enter()).isEqualTo(Entry.CLOSED);
        assertThat(gate.running()).isZero();
    }

    @Test
    void oneInsertProbesAndTheOthersWaitForIt() throws InterruptedException {
        // So that a place is left, and only the breaker says no.
        InsertGate wide = gate(2);
        for (int i = 0; i < 3; i++) {
            wide.enter();
            wide.left(FAILED, 1, true, SHORT);
        }

        await().until(() -> wide.enter() == Entry.OPEN);

        assertThat(wide.state()).isEqualTo(State.HALF_OPEN);
        assertThat(wide.enter()).isEqualTo(Entry.CLOSED);
        wide.left(STORED, 1, true, SHORT);
        assertThat(wide.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeThatWasNotSentLetsTheNextOneProbe() throws InterruptedException {
        leave(FAILED, FAILED, FAILED);
        await().until(() -> gate.enter() == Entry.OPEN);

        gate.unused();

        assertThat(gate.running()).isZero();
        assertThat(gate.enter()).isEqualTo(Entry.OPEN);
    }

    @Test
    void whoeverFindsNoPlaceWaitsForOne() throws Exception {
        gate.enter();
        gate.enter();
        CompletableFuture<Entry> third = CompletableFuture.supplyAsync(() -> {
            try {
                return gate.enter();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await().during(Duration.ofMillis(100)).until(() -> !third.isDone() && gate.running() == 2);

        gate.left(STORED, 1, true, SHORT);

        assertThat(third.get()).isEqualTo(Entry.OPEN);
        assertThat(gate.running()).isEqualTo(2);
    }

    @Test
    void insertsThatTakeLongerAndLongerLetFewerRun() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            leave(STORED);
        }
        assertThat(gate.limit()).isEqualTo(2);

        gate.enter();
        gate.left(STORED, 1, true, Duration.ofMillis(1_004));

        assertThat(gate.limit()).isEqualTo(1);
        // One that also looked for its rows says nothing.
        gate.enter();
        gate.left(STORED, 1, false, Duration.ofMinutes(1));
        assertThat(gate.limit()).isEqualTo(1);
    }

    @Test
    void threeTimesShortOfMemoryMakesSmallerBatches() throws InterruptedException {
        InsertResult memory = InsertFailures.ofError(241, "Memory limit exceeded", 900, 1);

        leave(memory, memory, STORED, memory, memory);
        assertThat(pace.rows(System.nanoTime())).isEqualTo(1_000);
        gate.enter();
        gate.left(memory, 900, true, SHORT);

        assertThat(pace.rows(System.nanoTime())).isBetween(500, 510);
    }

    @Test
    void whileTablesHaveTooManyPartsNothingIsSent() throws InterruptedException {
        gate.parts().counted(1_501, System.nanoTime());
        assertThat(gate.enter()).isEqualTo(Entry.TOO_MANY_PARTS);

        gate.parts().counted(100, System.nanoTime());
        assertThat(gate.enter()).isEqualTo(Entry.OPEN);
    }

    @Test
    void theWaitDoublesUpToTheLimitAndIsScatteredOverItsUpperHalf() {
        Backoff backoff =
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), RandomGenerator.of("L64X128MixRandom"));

        assertThat(backoff.after(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(backoff.after(3)).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(backoff.after(1_000)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    private void leave(InsertResult... results) throws InterruptedException {
        for (InsertResult result : results) {
            assertThat(gate.enter()).isEqualTo(Entry.OPEN);
            gate.left(result, 1, true, SHORT);
        }
    }
}
