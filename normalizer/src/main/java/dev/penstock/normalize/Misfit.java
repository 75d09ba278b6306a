package dev.penstock.normalize;

import dev.penstock.model.deadletter.DeadLetterCause;
import dev.penstock.normalize.json.Quoting;

/// One thing about an event that its definition does not allow.
///
/// @param column the column that could not take it, or the JSON pointer of the field when it is no column's
/// @param expected what would have been taken, in the definition's words; cut to 256 characters
/// @param actual what was there, cut to 256 characters; quotes the event, so it belongs into no log
public record Misfit(DeadLetterCause cause, String column, String expected, String actual) {

    private static final int LONGEST = 256;

    public Misfit {
        column = Quoting.cut(column, LONGEST);
        expected = Quoting.cut(expected, LONGEST);
        actual = Quoting.cut(actual, LONGEST);
    }

    /// For people.
    public String detail() {
        return "expected " + expected + ", was given " + actual;
    }
}
