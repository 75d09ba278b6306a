package dev.penstock.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was promised against what is there.
///
/// @param promised number of events that were answered 202
/// @param missing ids of those that are not stored
/// @param altered ids of those that are stored with other bytes
/// @param shownTwice ids with more than one visible row, promised or not
record Comparison(int promised, List<String> missing, List<String> altered, List<String> shownTwice) {

    /// Compares.
    ///
    /// @param accepted payload by event id, as the sender kept it
    /// @param stored visible payloads by event id
    static Comparison of(Map<String, String> accepted, Map<String, List<String>> stored) {
        List<String> missing = new ArrayList<>();
        List<String> altered = new ArrayList<>();
        accepted.forEach((id, payload) -> {
            List<String> rows = stored.getOrDefault(id, List.of());
            if (rows.isEmpty()) {
                missing.add(id);
            } else if (!rows.contains(payload)) {
                altered.add(id);
            }
        });
        List<String> shownTwice = stored.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
        return new Comparison(accepted.size(), missing, altered, shownTwice);
    }

    boolean holds() {
        return missing.isEmpty() && altered.isEmpty() && shownTwice.isEmpty();
    }

    /// For the record of an acceptance.
    ///
    /// @param faults how often something was ended
    /// @param rows physical rows that the drill left; more than were promised when batches were inserted twice
    /// @param retries requests that were sent again
    Map<String, Object> counts(int faults, long rows, int retries) {
        Map<String, Object> counts = new TreeMap<>();
        counts.put("faults", faults);
        counts.put("accepted", promised);
        counts.put("lost", missing.size());
        counts.put("altered", altered.size());
        counts.put("visible_duplicates", shownTwice.size());
        counts.put("physical_rows", rows);
        counts.put("requests_sent_again", retries);
        counts.put("verdict", holds() ? "held" : "broken");
        return counts;
    }
}
