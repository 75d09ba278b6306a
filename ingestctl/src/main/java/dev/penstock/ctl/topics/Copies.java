package dev.penstock.ctl.topics;

import java.util.Map;
import java.util.TreeMap;

/// How many copies of a record there are, and how many there must be before it is acknowledged.
///
/// @param minInSync at least 1 and not above `replication`
record Copies(int replication, int minInSync) {

    Copies {
        if (replication < 1 || replication > Short.MAX_VALUE) {
            throw new IllegalArgumentException("--replication-factor must be at least 1: " + replication);
        }
        if (minInSync < 1 || minInSync > replication) {
            throw new IllegalArgumentException(
                    "--min-insync-replicas must be 1 to the replication factor, " + replication + ": " + minInSync);
        }
    }

    /// A topic's settings with those that depend on the number of brokers.
    Map<String, String> completing(Map<String, String> settings) {
        Map<String, String> complete = new TreeMap<>(settings);
        complete.put("min.insync.replicas", Integer.toString(minInSync));
        return complete;
    }
}
