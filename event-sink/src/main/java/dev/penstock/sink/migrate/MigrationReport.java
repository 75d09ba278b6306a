package dev.penstock.sink.migrate;

import java.util.List;

/// What a migration did.
///
/// @param database the one it was done to
/// @param version the version the schema has now
/// @param applied the steps taken, in order, each as `version description`; empty when there was nothing to do
public record MigrationReport(String database, int version, List<String> applied) {

    public MigrationReport {
        applied = List.copyOf(applied);
    }
}
