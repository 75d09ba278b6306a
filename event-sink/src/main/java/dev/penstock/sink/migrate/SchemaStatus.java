package dev.penstock.sink.migrate;

import java.util.List;

/// Which version a schema has, and which one this program needs.
///
/// @param current 0 when nothing was applied yet
/// @param needed the version of the last step this program knows
/// @param pending the steps to take, in order, each as `version description`
public record SchemaStatus(int current, int needed, List<String> pending) {

    public SchemaStatus {
        pending = List.copyOf(pending);
    }

    /// Tells whether this program can work with the schema. A newer one is fine: steps only add.
    public boolean sufficient() {
        return current >= needed;
    }
}
