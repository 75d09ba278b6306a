package dev.penstock.ctl.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far the writers are behind, in one look.
///
/// @param retention how long `events` is kept, null for ever
/// @param bounded whether `events` is also bounded in bytes, which may delete sooner
public record Lag(Instant at, @Nullable Duration retention, boolean bounded, List<PartitionLag> partitions) {

    public Lag {
        partitions = List.copyOf(partitions);
    }

    public long unread() {
        return partitions.stream().mapToLong(PartitionLag::unread).sum();
    }

    public long lost() {
        return partitions.stream().mapToLong(PartitionLag::lost).sum();
    }

    public long next() {
        return partitions.stream().mapToLong(PartitionLag::next).sum();
    }

    public long end() {
        return partitions.stream().mapToLong(PartitionLag::end).sum();
    }

    /// Of the partition that is behind most.
    public Duration behind() {
        return partitions.stream()
                .map(partition -> partition.behind(at))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /// Of the partition that is in most danger; null when nothing is.
    public @Nullable Duration expiresIn() {
        Duration least = null;
        for (PartitionLag partition : partitions) {
            Duration left = partition.expiresIn(at, retention);
            if (left != null && (least == null || left.compareTo(least) < 0)) {
                least = left;
            }
        }
        return least;
    }
}
