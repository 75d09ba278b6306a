package dev.penstock.edge.ready;

import java.util.List;

/// One condition of readiness. Asked by probes, on event loops: answers at once.
public interface Gate {

    /// Why this edge is not ready; empty when this condition holds.
    List<String> reasons();

    /// What is wrong although this edge shall get traffic, because its own answers tell clients best.
    default List<String> concerns() {
        return List.of();
    }
}
