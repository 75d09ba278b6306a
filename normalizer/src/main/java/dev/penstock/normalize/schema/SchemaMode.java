package dev.penstock.normalize.schema;

import java.util.Locale;

/// What becomes of an event that its stream's schema does not allow.
public enum SchemaMode {
    /// It is rejected.
    ENFORCE,
    /// It is stored, and what is wrong with it is counted.
    WARN,
    /// As [#ENFORCE], but top-level members that nobody has named are no fault: they are kept in the column `extra`.
    EXTRA;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// As definitions spell it.
    public String word() {
        return word;
    }
}
