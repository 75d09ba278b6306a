package dev.penstock.edge.ready;

import java.util.List;

/// All conditions of readiness together.
public final class Readiness {

    private final List<Gate> gates;

    public Readiness(List<Gate> gates) {
        this.gates = List.copyOf(gates);
    }

    /// Everything that stands in the way; empty when ready.
    public List<String> reasons() {
        return gates.stream().flatMap(gate -> gate.reasons().stream()).toList();
    }

    /// Everything that is wrong and does not keep this edge from being ready.
    public List<String> concerns() {
        return gates.stream().flatMap(gate -> gate.concerns().stream()).toList();
    }
}
