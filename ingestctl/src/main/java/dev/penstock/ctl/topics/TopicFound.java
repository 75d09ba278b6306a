package dev.penstock.ctl.topics;

import java.util.Map;

/// A topic as Kafka has it.
///
/// @param replication copies of its first partition
/// @param settings all settings in force, defaults included
record TopicFound(int partitions, int replication, Map<String, String> settings) {

    TopicFound {
        settings = Map.copyOf(settings);
    }
}
