package dev.penstock.control.replica;

/// What became of a snapshot.
enum SnapshotOutcome {
    LOADED,

    /// There was none.
    ABSENT,

    /// There was one and it could not be read.
    BROKEN,

    /// It came from another topic of the same name, or from one that has lost records since.
    FOREIGN,

    WRITTEN,

    /// It could not be written; the last one stays.
    WRITE_FAILED
}
