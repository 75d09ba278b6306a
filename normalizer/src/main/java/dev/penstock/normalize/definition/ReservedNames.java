package dev.penstock.normalize.definition;

import dev.penstock.model.stream.StreamName;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The names that a stream's table and columns cannot have, because something else has them.
final class ReservedNames {

    private static final Set<String> TABLES = Set.of(
            "default",
            "events",
            "dead_letters",
            "dead_letters_store",
            "dead_letters_store_all",
            "dead_letter_groups",
            "dead_letter_marks",
            "parked",
            "ledger",
            "progress",
            "ingest_freshness",
            "flyway_schema_history");

    // A stream `a` has the table `a_raw`, the view `a`, and the quarantine `a_quarantine`; in a cluster, tables have
    // local parts.
    private static final List<String> ENDINGS = List.of("_raw", "_quarantine", "_local");

    private static final Set<String> COLUMNS = Set.of(
            "org_id",
            "stream",
            "event_name",
            "timestamp",
            "trace_id",
            "event_id",
            "payload",
            "received_at",
            "clock_skew_ms",
            "source_ip",
            "user_agent",
            "request_id",
            "definition_version",
            "kafka_partition",
            "kafka_offset",
            "ingested_at");

    // Those that Tinybird's quarantine tables add.
    private static final Set<String> QUARANTINE =
            Set.of("c__error_column", "c__error", "c__import_id", "insertion_date");

    private static final int LONGEST_COLUMN = 64;

    private ReservedNames() {}

    /// Whether a table cannot be named after the stream.
    static boolean isTaken(StreamName stream) {
        String name = stream.value().toLowerCase(Locale.ROOT);
        return TABLES.contains(name) || ENDINGS.stream().anyMatch(name::endsWith);
    }

    /// A column's name, if it can be one.
    ///
    /// @throws IllegalArgumentException saying why it cannot
    static String column(String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]{0," + (LONGEST_COLUMN - 1) + "}")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a column: write a letter and at most "
                    + (LONGEST_COLUMN - 1) + " of A-Z a-z 0-9 _");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (COLUMNS.contains(lower)) {
            throw new IllegalArgumentException("every table has a column " + lower + ": take another name");
        }
        if (QUARANTINE.contains(lower)) {
            throw new IllegalArgumentException("every quarantine has a column " + lower + ": take another name");
        }
        return name;
    }
}
