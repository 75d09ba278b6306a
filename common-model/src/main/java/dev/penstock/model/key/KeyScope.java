package dev.penstock.model.key;

/// What a key may be used for.
public enum KeyScope {
    /// Send events.
    INGEST,

    /// Watch events pass.
    TAIL,

    /// Change keys and limits of its organization.
    ADMIN
}
