package dev.penstock.control.state;

import static dev.penstock.control.SampleFacts.aKey;
import static dev.penstock.control.SampleFacts.at;
import static dev.penstock.control.SampleFacts.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What was in force at a revision, asked of states that know more by now.
class StreamHistoryTest {

    private static final StreamName CLICKS = new StreamName("clicks");
    private static final StreamName ORDERS = new StreamName("orders");

    private static final StreamFact CLICKS_1 = new StreamFact(CLICKS, 1, "{\"v\":1}");
    private static final StreamFact CLICKS_2 = new StreamFact(CLICKS, 2, "{\"v\":2}");
    private static final StreamFact ORDERS_1 = new StreamFact(ORDERS, 1, "{}");
    private static final HaltFact HALTED = new HaltFact(CLICKS, 1, true, "fuse");
    private static final HaltFact LIFTED = new HaltFact(CLICKS, 2, false, "repaired");

    // As a topic has it: markers of transactions, and keys, lie between.
    private final ControlState state = stateOf(
            at(3, record(CLICKS_1)),
            at(5, record(HALTED)),
            at(7, record(CLICKS_2)),
            at(9, record(LIFTED)),
            at(11, record(ORDERS_1)),
            at(13, record(aKey(1))));

    @Test
    void whatWasInForceAtARevisionCanStillBeTold() {
        assertThat(state.streamsAt(-1)).isEmpty();
        assertThat(state.streamsAt(2)).isEmpty();
        assertThat(state.streamsAt(3)).isEqualTo(Map.of(CLICKS, CLICKS_1));
        assertThat(state.streamsAt(6)).isEqualTo(Map.of(CLICKS, CLICKS_1));
        assertThat(state.streamsAt(7)).isEqualTo(Map.of(CLICKS, CLICKS_2));
        assertThat(state.streamsAt(13)).isEqualTo(Map.of(CLICKS, CLICKS_2, ORDERS, ORDERS_1));
    }

    @Test
    void aStreamIsHaltedFromItsHaltUntilItIsLifted() {
        assertThat(state.haltedAt(4)).isEmpty();
        assertThat(state.haltedAt(5)).isEqualTo(Map.of(CLICKS, HALTED));
        assertThat(state.haltedAt(8)).isEqualTo(Map.of(CLICKS, HALTED));
        assertThat(state.haltedAt(9)).isEmpty();
        assertThat(state.haltsAt(13)).isEqualTo(Map.of(CLICKS, LIFTED));
    }

    @Test
    void betweenTwoChangesOfStreamsTheSameIsInForce() {
        assertThat(state.lastStreamChangeAt(2)).isEqualTo(-1);
        assertThat(state.lastStreamChangeAt(6)).isEqualTo(5);
        assertThat(state.lastStreamChangeAt(10)).isEqualTo(9);
        assertThat(state.lastStreamChangeAt(13)).isEqualTo(11);
        assertThat(state.lastChangeOf(CLICKS)).isEqualTo(9);
        assertThat(state.lastChangeOf(ORDERS)).isEqualTo(11);
        assertThat(state.lastChangeOf(StreamName.DEFAULT)).isEqualTo(-1);
    }

    /// The record behind the end may be a definition: nobody can tell yet.
    @Test
    void ofARevisionThatIsNotReachedNothingIsSaid() {
        assertThatThrownBy(() -> state.streamsAt(14)).hasMessageContaining("revision 14 is not known yet");
        assertThatThrownBy(() -> state.haltedAt(14)).hasMessageContaining("revision 14 is not known yet");
        assertThatThrownBy(() -> state.lastStreamChangeAt(14)).hasMessageContaining("revision 14 is not known yet");
    }

    @Test
    void theHighestVersionIsInForceWhateverCameLast() {
        ControlState late = stateOf(at(0, record(CLICKS_2)), at(1, record(CLICKS_1)));

        assertThat(late.streamsAt(1)).isEqualTo(Map.of(CLICKS, CLICKS_2));
        assertThat(late.stream(CLICKS)).contains(CLICKS_2);
    }

    @Test
    void aVersionThatIsSaidTwiceIsInForceSinceTheFirstTime() {
        ControlState twice = stateOf(at(3, record(CLICKS_1)), at(8, record(CLICKS_1)), at(9, record(aKey(1))));

        assertThat(twice.streamsAt(5)).isEqualTo(Map.of(CLICKS, CLICKS_1));
        assertThat(twice.lastStreamChangeAt(9)).isEqualTo(3);
    }

    /// A writer that has read more, or started later from a snapshot in any order, answers as the one before.
    @Test
    void theAnswerDoesNotDependOnWhatCameLaterNorOnTheOrderOfASnapshot() {
        Random random = new Random(4);
        List<Revised> all = new ArrayList<>();
        int[] versions = new int[3];
        int[] halts = new int[3];
        for (int i = 0; i < 60; i++) {
            int stream = random.nextInt(3);
            StreamName name = new StreamName("s" + stream);
            ControlFact fact = random.nextBoolean()
                    ? new StreamFact(name, ++versions[stream], "{\"i\":" + i + "}")
                    : new HaltFact(name, ++halts[stream], random.nextBoolean(), "");
            all.add(at(i, record(fact)));
        }
        List<Revised> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        ControlState later = stateOf(shuffled.toArray(Revised[]::new), 59);

        for (int revision = 0; revision < 60; revision++) {
            ControlState then = stateOf(all.subList(0, revision + 1).toArray(Revised[]::new));
            assertThat(later.streamsAt(revision)).isEqualTo(then.streamsAt(revision));
            assertThat(later.haltedAt(revision)).isEqualTo(then.haltedAt(revision));
        }
    }

    private static ControlState stateOf(Revised... records) {
        return stateOf(records, records[records.length - 1].revision());
    }

    private static ControlState stateOf(Revised[] records, long revision) {
        ControlState.Changes changes = ControlState.EMPTY.change();
        for (Revised record : records) {
            assertThat(changes.apply(record)).isEmpty();
        }
        changes.skip(revision);
        return changes.done();
    }
}
