package dev.penstock.ctl.doctor;

import dev.penstock.control.state.ControlState;
import dev.penstock.model.control.ControlFact.KeyFact;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.normalize.definition.StreamDefinition;
import dev.penstock.normalize.definition.UnusableDefinitionException;
import java.util.ArrayList;
import java.util.List;

/// What the control topic says: keys, definitions, halts.
final class ControlChecks {

    private final ControlState state;

    ControlChecks(ControlState state) {
        this.state = state;
    }

    List<Diagnosis> keys() {
        long keys = state.all().stream()
                .filter(one -> one.record().fact() instanceof KeyFact)
                .count();
        return List.of(
                keys == 0
                        ? Diagnosis.note(
                                "keys",
                                "there is no ingestion key in the control topic, so only those in edges' files are taken",
                                "ingestctl keys create --org …")
                        : Diagnosis.fine("keys", keys + " keys in the control topic, at revision " + state.revision()));
    }

    List<Diagnosis> streams() {
        List<Diagnosis> found = new ArrayList<>();
        state.haltedAt(state.revision())
                .forEach((stream, halt) -> found.add(Diagnosis.trouble(
                        "streams",
                        "stream " + stream + " is halted, its events are parked: " + halt.reason(),
                        "repair it, then ingestctl streams resume " + stream)));
        List<StreamFact> defined = List.copyOf(state.streamsAt(state.revision()).values());
        for (StreamFact fact : defined) {
            try {
                StreamDefinition.parse(fact.stream(), fact.version(), fact.definition());
            } catch (UnusableDefinitionException e) {
                found.add(Diagnosis.trouble(
                        "streams",
                        "the definition of stream " + fact.stream() + " cannot be read by this version: "
                                + e.getMessage(),
                        "define it anew with ingestctl streams apply, or bring the writers up to date"));
            }
        }
        if (found.isEmpty()) {
            found.add(Diagnosis.fine("streams", defined.size() + " streams are defined, none is halted"));
        }
        return found;
    }
}
