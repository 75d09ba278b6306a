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
import dev.penstock.normalize.definition.Definitions;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RulebookTest {

    private static final StreamName CLICKS = new StreamName("clicks");

    private final AtomicInteger read = new AtomicInteger();
    private ControlState state = ControlState.EMPTY;
    private final Rulebook rules = new Rulebook(() -> state, facts -> {
        read.incrementAndGet();
        return Definitions.NONE;
    });

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
    void definitionsAreReadOnceHoweverManyRevisionsPass() {
        add(new StreamFact(CLICKS, 1, "{}"));
        InForce first = rules.at(0);
        for (int i = 0; i < 100; i++) {
            skip();
            assertThat(rules.at(state.revision())).isSameAs(first);
        }

        assertThat(read).hasValue(1);
    }

    @Test
    void whatIsRememberedIsBoundedAndReadAgainWhenItIsNeeded() {
        for (int version = 1; version <= 100; version++) {
            add(new StreamFact(CLICKS, version, "{}"));
            assertThat(rules.at(state.revision()).versionOf(CLICKS)).isEqualTo(version);
        }
        assertThat(read).hasValue(100);

        assertThat(rules.at(0).versionOf(CLICKS)).isEqualTo(1);
        assertThat(rules.at(99).versionOf(CLICKS)).isEqualTo(100);
        assertThat(read).as("the first anew, the last from memory").hasValue(101);
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
