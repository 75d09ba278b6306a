package dev.penstock.normalize;

/// What became of an event.
public sealed interface Verdict {

    /// It has a row.
    record Fits(Row row) implements Verdict {}

    /// Its table cannot take it, now or later.
    ///
    /// @param column the first column that cannot hold its value
    /// @param detail what the column holds and what it was given
    record Rejected(String column, String detail) implements Verdict {}
}
