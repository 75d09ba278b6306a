package dev.penstock.sink.access;

/// A table or view.
///
/// @param engine as `system.tables` names it
/// @param ofOrganizations whether its rows say whose they are
public record SchemaTable(String name, String engine, boolean ofOrganizations) {

    /// Whether it has rows of its own.
    boolean stored() {
        return engine.endsWith("MergeTree");
    }

    /// Whether it shows the rows of others, with the rights of whoever asks.
    boolean shows() {
        return engine.equals("View") || engine.equals("Distributed");
    }
}
