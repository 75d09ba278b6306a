package dev.penstock.model.key;

/// Whether a key opens the door.
public enum KeyState {
    ACTIVE,

    /// For good: no record makes a revoked key active again.
    REVOKED
}
