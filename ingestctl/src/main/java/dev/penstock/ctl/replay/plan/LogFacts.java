package dev.penstock.ctl.replay.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a plan has to know of a topic.
///
/// @param topic its name
/// @param partitions all of them, in order
/// @param offsetsAt for each time that was asked for, and each partition: the first record that is not older, or the
/// end of the log when all are
public record LogFacts(String topic, List<PartitionLog> partitions, Map<Instant, Map<Integer, Long>> offsetsAt) {

    public LogFacts {
        partitions = List.copyOf(partitions);
        offsetsAt = Map.copyOf(offsetsAt);
    }

    long offsetAt(Instant time, PartitionLog log) {
        return offsetsAt.getOrDefault(time, Map.of()).getOrDefault(log.partition(), log.end());
    }
}
