package dev.penstock.sink.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A writer's line in the ledger: a batch that was settled.
///
/// @param topic the id of `events`
/// @param last inclusive
/// @param version of two lines of the same records the higher one counts
public record BatchLine(String topic, int partition, long first, long last, long version) {

    /// The lines that no newer one tells about anew. Batches do not overlap, unless somebody made a group read again
    /// what was settled before: then the later ones count.
    public static List<BatchLine> inForce(List<BatchLine> lines) {
        List<BatchLine> newestFirst = new ArrayList<>(lines);
        newestFirst.sort(Comparator.comparingLong(BatchLine::version).reversed());
        Map<String, NavigableMap<Long, BatchLine>> kept = new HashMap<>();
        List<BatchLine> inForce = new ArrayList<>(lines.size());
        for (BatchLine line : newestFirst) {
            NavigableMap<Long, BatchLine> beside =
                    kept.computeIfAbsent(line.topic + "/" + line.partition, absent -> new TreeMap<>());
            Map.Entry<Long, BatchLine> before = beside.floorEntry(line.last);
            if (before == null || before.getValue().last < line.first) {
                beside.put(line.first, line);
                inForce.add(line);
            }
        }
        return inForce;
    }
}
