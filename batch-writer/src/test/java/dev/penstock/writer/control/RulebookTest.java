package dev.penstock.writer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.state.Revised;
import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RulebookTest {

    private static final StreamName CLICKS = new StreamName("clicks");

    private ControlState state = ControlState.EMPTY;
    private final Rulebook rules = new Rulebook(() -> state);

    @Test
    void eachRevisionHasWhatWasInForceThen() {
        add(new StreamFact(CLICKS, 1, "{}"));
        add(new HaltFact(CLICKS, 1, true, "fuse"));
        add(new StreamFact(CLICKS, 2, "{}"));
        add(new HaltFact(CLICKS, 2, false, "repaired"));

        assertThat(rules.at(-1).versionOf(CLICKS)).isZero();
        assertThat(rules.at(0).versionOf(CLICKS)).isEqualTo(1);
        assertThat(rules.at(0).haltOf(CLICKS)).isNull();
        assertThat(rules.at(2).versionOf(CLICKS)).isEqualTo(2);
        assertThat(rules.at(2).haltOf(CLICKS)).isEqualTo(new HaltFact(CLICKS, 1, true, "fuse"));
        assertThat(rules.at(3).haltOf(CLICKS)).isNull();
    }

    @Test
    void nothingIsReadAnewHoweverManyRevisionsPass() {
        add(new StreamFact(CLICKS, 1, "{}"));
        InForce first = rules.at(0);
        for (int i = 0; i < 100; i++) {
            skip();
            assertThat(rules.at(state.revision())).isSameAs(first);
        }
    }

    @Test
    void whatIsRememberedIsBoundedAndReadAgainWhenItIsNeeded() {
        for (int version = 1; version <= 100; version++) {
            add(new StreamFact(CLICKS, version, "{}"));
            assertThat(rules.at(state.revision()).versionOf(CLICKS)).isEqualTo(version);
        }
        InForce first = rules.at(0);
        InForce last = rules.at(99);

        assertThat(first.versionOf(CLICKS)).isEqualTo(1);
        assertThat(rules.at(99)).isSameAs(last);
        for (int revision = 1; revision < 50; revision++) {
            rules.at(revision);
        }
        assertThat(rules.at(0)).as("forgotten, and put together again").isNotSameAs(first);
        assertThat(rules.at(0).versionOf(CLICKS)).isEqualTo(1);
    }

    @Test
    void ofARevisionThatIsNotHereNothingIsGuessed() {
        assertThatThrownBy(() -> rules.at(0)).hasMessageContaining("not known yet");
    }

    private void add(ControlFact fact) {
        ControlState.Changes changes = state.change();
        changes.apply(new Revised(state.revision() + 1, new ControlRecord(fact, "ann", Instant.EPOCH)));
        state = changes.done();
    }

    private void skip() {
        ControlState.Changes changes = state.change();
        changes.skip(state.revision() + 1);
        state = changes.done();
    }
}
