package dev.penstock.control.replica;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a replica keeps on disk.
///
/// @param snapshot the file that lets a process know the keys before it has reached Kafka; null keeps none. One
///     process, one file
/// @param snapshotInterval the file is written at most this often, and only when something changed
public record ReplicaSettings(@Nullable Path snapshot, Duration snapshotInterval) {

    /// How often a snapshot is written unless told otherwise.
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

    public ReplicaSettings {
        if (snapshotInterval.isNegative() || snapshotInterval.isZero()) {
            throw new IllegalArgumentException("snapshot interval must be longer than zero: " + snapshotInterval);
        }
    }
}
