package dev.penstock.edge.authenticate;

import dev.penstock.edge.ready.Gate;
import java.util.List;

/// Not ready before all keys are known.
final class ReplicaGate implements Gate {

    private final KeyDirectory keys;

    ReplicaGate(KeyDirectory keys) {
        this.keys = keys;
    }

    @Override
    public List<String> reasons() {
        return keys.caughtUp() ? List.of() : List.of("the control topic has not been read to its end yet");
    }
}
