package dev.penstock.control.state;

import static dev.penstock.control.SampleFacts.ACME;
import static dev.penstock.control.SampleFacts.aKey;
import static dev.penstock.control.SampleFacts.aKeyOf;
import static dev.penstock.control.SampleFacts.acme;
import static dev.penstock.control.SampleFacts.at;
import static dev.penstock.control.SampleFacts.keyId;
import static dev.penstock.control.SampleFacts.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlStateTest {

    private static final StreamName CLICKS = new StreamName("clicks");

    @Test
    void emptyStateKnowsNothing() {
        assertThat(ControlState.EMPTY.revision()).isEqualTo(-1);
        assertThat(ControlState.EMPTY.key(keyId(1))).isEmpty();
        assertThat(ControlState.EMPTY.organization(ACME)).isEmpty();
    }

    @Test
    void laterRecordTakesThePlaceOfTheEarlier() {
        ControlState state = stateOf(record(acme()), record(aKey(1)), record(aKey(1).revoked()));

        assertThat(state.key(keyId(1))).contains(aKey(1).revoked());
        assertThat(state.organization(ACME)).contains(acme());
        assertThat(state.revision()).isEqualTo(2);
        assertThat(state.all()).hasSize(2);
    }

    @Test
    void stateDoesNotChangeOnceItIsMade() {
        ControlState before = stateOf(record(aKey(1)));

        ControlState.Changes changes = before.change();
        changes.apply(at(1, record(aKey(1).revoked())));
        ControlState after = changes.done();

        assertThat(before.key(keyId(1)).orElseThrow().state()).isEqualTo(KeyState.ACTIVE);
        assertThat(after.key(keyId(1)).orElseThrow().state()).isEqualTo(KeyState.REVOKED);
    }

    @Test
    void revokedKeyIsNeverActiveAgain() {
        ControlState state = stateOf(record(aKey(1).revoked()));

        assertThat(refusalOf(state, record(aKey(1)))).contains(Objection.REVOKED_IS_FINAL);
        assertThat(refusalOf(state, record(aKey(1).revoked()))).isEmpty();
    }

    @Test
    void keyNeverMovesToAnotherOrganization() {
        ControlState state = stateOf(record(aKey(1)));

        assertThat(refusalOf(state, record(aKeyOf(new OrgId("rival"), 1)))).contains(Objection.KEY_IS_ANOTHER);
    }

    @Test
    void versionOfAStreamIsNeverAltered() {
        ControlState state = stateOf(record(new StreamFact(CLICKS, 1, "{}")));

        assertThat(refusalOf(state, record(new StreamFact(CLICKS, 1, "{\"a\":1}"))))
                .contains(Objection.FACT_IS_IMMUTABLE);
        assertThat(refusalOf(state, record(new StreamFact(CLICKS, 1, "{}")))).isEmpty();
        assertThat(refusalOf(state, record(new StreamFact(CLICKS, 2, "{\"a\":1}"))))
                .isEmpty();
    }

    @Test
    void haltIsNeverAltered() {
        ControlState state = stateOf(record(new HaltFact(CLICKS, 1, true, "fuse")));

        assertThat(refusalOf(state, record(new HaltFact(CLICKS, 1, false, "fuse"))))
                .contains(Objection.FACT_IS_IMMUTABLE);
        assertThat(refusalOf(state, record(new HaltFact(CLICKS, 2, false, "")))).isEmpty();
    }

    @Test
    void refusedRecordIsSeenAndChangesNothing() {
        ControlState state = stateOf(record(aKey(1).revoked()));

        ControlState.Changes changes = state.change();
        changes.apply(at(9, record(aKey(1))));
        ControlState after = changes.done();

        assertThat(after.revision()).isEqualTo(9);
        assertThat(after.key(keyId(1))).contains(aKey(1).revoked());
    }

    private static ControlState stateOf(ControlRecord... records) {
        ControlState.Changes changes = ControlState.EMPTY.change();
        for (int i = 0; i < records.length; i++) {
            assertThat(changes.apply(at(i, records[i]))).isEmpty();
        }
        return changes.done();
    }

    private static Optional<Objection> refusalOf(ControlState state, ControlRecord next) {
        Optional<Objection> asked = state.objectionTo(next.fact());
        assertThat(state.change().apply(at(state.revision() + 1, next))).isEqualTo(asked);
        return asked;
    }
}
