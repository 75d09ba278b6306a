package dev.penstock.sink.encode;

/// A column as the table declares it.
///
/// @param type word for word
public record Column(String name, String type) {

    /// Tells whether the column is declared as `declaration`, whatever blanks stand between the words. A blank
    /// within quotes is no such blank: no time zone has one.
    public boolean isDeclared(String declaration) {
        return type.replace(" ", "").equals(declaration.replace(" ", ""));
    }
}
