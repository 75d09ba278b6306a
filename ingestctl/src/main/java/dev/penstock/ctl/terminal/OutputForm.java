package dev.penstock.ctl.terminal;

import java.util.Locale;

/// How results are written.
public enum OutputForm {
    /// For people. May change.
    TABLE,

    /// For programs: one JSON document on stdout. Fields are only ever added.
    JSON;

    /// As the option names it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
