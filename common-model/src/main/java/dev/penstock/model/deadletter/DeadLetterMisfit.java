package dev.penstock.model.deadletter;

/// One of the things that are wrong with a record that could not be stored.
///
/// @param cause the code of a [DeadLetterCause]; a string, because a newer writer may know more of them
/// @param column the column, or the JSON pointer of the field when it is no column's; may be empty
/// @param expected what would have been taken, empty when nobody can say
/// @param actual what was there, empty when nobody can say; quotes the event, so it belongs into no log
public record DeadLetterMisfit(String cause, String column, String expected, String actual) {}
