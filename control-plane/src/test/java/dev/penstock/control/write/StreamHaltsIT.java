package dev.penstock.control.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.ControlFixture;
import dev.penstock.control.state.ControlState;
import dev.penstock.control.write.Change.Decision.Write;
import dev.penstock.local.testing.TestingKafka;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StreamHaltsIT {

    private static final StreamName CLICKS = new StreamName("clicks");

    @SuppressWarnings("NullAway.Init") // set by startKafka
    private static TestingKafka kafka;

    @BeforeAll
    static void startKafka() {
        kafka = TestingKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void aStreamIsHaltedOnceAndLiftedOnceAndBothStayTold() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        StreamHalts halts = new StreamHalts(fixture.writer("writer"));

        assertThat(halts.lift(CLICKS, "")).isInstanceOf(WriteResult.Conflict.class);
        long halted = revision(halts.halt(CLICKS, -1, "fuse"));
        assertThat(halts.halt(CLICKS, halted, "fuse")).isInstanceOf(WriteResult.Conflict.class);
        long lifted = revision(halts.lift(CLICKS, "repaired"));
        assertThat(halts.lift(CLICKS, "")).isInstanceOf(WriteResult.Conflict.class);
        long again = revision(halts.halt(CLICKS, lifted, "fuse again"));

        ControlState state = fixture.plane().read();
        assertThat(state.haltedAt(halted)).containsValue(new HaltFact(CLICKS, 1, true, "fuse"));
        assertThat(state.haltedAt(lifted)).isEmpty();
        assertThat(state.haltedAt(again)).containsValue(new HaltFact(CLICKS, 3, true, "fuse again"));
    }

    /// Whoever judged the old definition must not stop the repaired one.
    @Test
    void aStreamThatWasRepairedMeanwhileIsNotHalted() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        ControlWriter writer = fixture.writer("ann");
        StreamHalts halts = new StreamHalts(writer);
        long judged = revision(writer.write(state -> new Write(new StreamFact(CLICKS, 1, "{}"))));
        writer.write(state -> new Write(new StreamFact(CLICKS, 2, "{}")));

        assertThat(halts.halt(CLICKS, judged, "fuse")).isInstanceOf(WriteResult.Conflict.class);
        assertThat(fixture.plane().read().haltsAt(judged)).isEmpty();
    }

    @Test
    void ofManyWhoHaltItAtOnceOneDoes() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        List<Callable<WriteResult>> tries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            StreamHalts halts = new StreamHalts(fixture.writer("writer" + i));
            tries.add(() -> {
                WriteResult result = halts.halt(CLICKS, -1, "fuse");
                while (result instanceof WriteResult.LostRace) {
                    result = halts.halt(CLICKS, -1, "fuse");
                }
                return result;
            });
        }
        List<WriteResult> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<WriteResult> one : threads.invokeAll(tries)) {
                results.add(one.get());
            }
        }

        assertThat(results).filteredOn(WriteResult.Written.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(WriteResult.Conflict.class::isInstance).hasSize(3);
        assertThat(fixture.history()).containsExactly(new HaltFact(CLICKS, 1, true, "fuse"));
    }

    /// Compaction would keep the second alone, and with it a later revision.
    @Test
    void whatIsImmutableIsNotWrittenTwice() throws Exception {
        ControlFixture fixture = ControlFixture.on(kafka);
        ControlWriter writer = fixture.writer("ann");
        StreamFact fact = new StreamFact(CLICKS, 1, "{}");
        writer.write(state -> new Write(fact));

        assertThat(writer.write(state -> new Write(fact))).isInstanceOf(WriteResult.Conflict.class);
        assertThat(fixture.history()).hasSize(1);
    }

    private static long revision(WriteResult result) {
        assertThat(result).isInstanceOf(WriteResult.Written.class);
        return ((WriteResult.Written) result).revision();
    }
}
