package dev.penstock.control.replica;

/// What was found where the snapshot should be.
sealed interface LoadResult {

    record Loaded(Snapshot snapshot) implements LoadResult {}

    record Absent() implements LoadResult {}

    /// The file is there and no good. It is as if it were absent, but somebody should know.
    record Broken(String reason) implements LoadResult {}
}
