package dev.penstock.edge.ready;

import java.util.List;

/// One condition of readiness. Asked by probes, on event loops: answers at once.
@FunctionalInterface
public interface Gate {

    /// Why this edge is not ready; empty when this condition holds.
    List<String> reasons();
}
