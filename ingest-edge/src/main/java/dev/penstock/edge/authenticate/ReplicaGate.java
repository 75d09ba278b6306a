package dev.penstock.edge.authenticate;

import dev.penstock.edge.ready.Gate;
import java.time.Duration;
import java.util.List;

/// Not ready before all keys are known.
final class ReplicaGate implements Gate {

    // A healthy replica is about a second behind: it asks once a second.
    private static final Duration CONCERNING = Duration.ofSeconds(5);

    private final KeyDirectory keys;
    private final AuthenticationPolicy policy;

    ReplicaGate(KeyDirectory keys, AuthenticationPolicy policy) {
        this.keys = keys;
        this.policy = policy;
    }

    @Override
    public List<String> reasons() {
        return keys.caughtUp() ? List.of() : List.of("the control topic has not been read to its end yet");
    }

    @Override
    public List<String> concerns() {
        Duration behind = keys.behind();
        if (!keys.caughtUp() || behind.compareTo(CONCERNING) < 0) {
            return List.of();
        }
        return List.of("the control topic has been silent for " + behind.toSeconds() + " s; from "
                + policy.staleAfter().toSeconds() + " s on, requests get 503 control_stale");
    }
}
