package dev.penstock.sink.triage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A filter as a condition of SQL, with `?` for what came from outside. Pure.
///
/// @param sql what follows `WHERE`
/// @param arguments in the order of their `?`
record LetterCondition(String sql, List<String> arguments) {

    LetterCondition {
        arguments = List.copyOf(arguments);
    }

    static LetterCondition of(LetterFilter filter) {
        List<String> conditions = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        equal("fingerprint = ?", filter.group(), conditions, arguments);
        equal("org_id = ?", filter.org(), conditions, arguments);
        equal("stream = ?", filter.stream(), conditions, arguments);
        equal("cause = ?", filter.cause(), conditions, arguments);
        equal("column_name = ?", filter.column(), conditions, arguments);
        equal("event_id = toUUIDOrNull(?)", filter.eventId(), conditions, arguments);
        equal("request_id = ?", filter.requestId(), conditions, arguments);
        time("first_seen >= ", filter.since(), conditions);
        time("first_seen < ", filter.until(), conditions);
        if (!filter.sources().isEmpty()) {
            // Ids are of A-Z a-z 0-9 _ - and the rest are numbers: nothing of it needs an escape.
            conditions.add(filter.sources().stream()
                    .map(source -> "('" + source.topic() + "'," + source.partition() + "," + source.offset() + ")")
                    .collect(Collectors.joining(",", "(source_topic_id, source_partition, source_offset) IN (", ")")));
        }
        if (!filter.states().isEmpty()) {
            conditions.add(filter.states().stream()
                    .map(state -> "'" + state + "'")
                    .sorted()
                    .collect(Collectors.joining(",", "state IN (", ")")));
        }
        return new LetterCondition(conditions.isEmpty() ? "1" : String.join(" AND ", conditions), arguments);
    }

    private static void equal(
            String condition, @Nullable String value, List<String> conditions, List<String> arguments) {
        if (value != null) {
            conditions.add(condition);
            arguments.add(value);
        }
    }

    private static void time(String comparison, @Nullable Instant time, List<String> conditions) {
        if (time != null) {
            conditions.add(comparison + "fromUnixTimestamp64Milli(toInt64(" + time.toEpochMilli() + "), 'UTC')");
        }
    }
}
