package dev.penstock.edge.admit;

/// Whether limits refuse.
public enum RateMode {
    /// What is above a limit is refused.
    ENFORCE,

    /// What would be refused is counted, and admitted.
    DRY_RUN
}
