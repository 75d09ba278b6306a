package dev.penstock.control.state;

import java.util.Locale;

/// Why a record does not become part of the state. Writers never write such a record; a reader that meets one keeps
/// what it knew before.
public enum Objection {
    /// Its bytes are no control record of this version.
    MALFORMED,

    /// It has no value. Nothing in the control topic is ever deleted: a key is revoked, an organization suspended.
    TOMBSTONE,

    /// The key would be active again. Revoked is final.
    REVOKED_IS_FINAL,

    /// The key would belong to another organization, or open with another secret.
    KEY_IS_ANOTHER,

    /// A version of a stream, or a halt, would be altered. They are immutable; a new number is a new fact.
    FACT_IS_IMMUTABLE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /// As metrics and logs call it.
    public String code() {
        return code;
    }
}
