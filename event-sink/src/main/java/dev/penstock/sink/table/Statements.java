package dev.penstock.sink.table;

import java.util.List;
import java.util.stream.Collectors;

/// The statements about one stream's tables. Whoever makes them has checked every name ([Planning]).
final class Statements {

    private final String database;
    private final StreamTable wanted;

    Statements(String database, StreamTable wanted) {
        this.database = database;
        this.wanted = wanted;
    }

    /// What `events_raw` is, and one index more: in a table of one stream it lets a query of `events` for another
    /// stream read nothing.
    String createRaw() {
        return """
                CREATE TABLE IF NOT EXISTS %s
                (
                    %s,
                    INDEX idx_stream stream TYPE minmax GRANULARITY 64,
                    INDEX idx_kafka_offset kafka_offset TYPE minmax GRANULARITY 1,
                    INDEX idx_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 4,
                    INDEX idx_request_id request_id TYPE bloom_filter(0.01) GRANULARITY 4
                )
                ENGINE = ReplacingMergeTree(ingested_at)
                PARTITION BY toYYYYMM(timestamp)
                ORDER BY (org_id, timestamp, trace_id, event_id)%s
                SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1,
                    fsync_part_directory = 1, merge_with_ttl_timeout = 86400""".formatted(name(wanted.raw()), declarations(HouseColumns.raw(wanted)), rule("timestamp"));
    }

    /// Sorted by the record an event came in, which has one `received_at`: what is loaded again replaces itself.
    String createQuarantine() {
        return """
                CREATE TABLE IF NOT EXISTS %s
                (
                    %s
                )
                ENGINE = ReplacingMergeTree(insertion_date)
                PARTITION BY toYYYYMM(received_at)
                ORDER BY (org_id, received_at, kafka_topic_id, kafka_partition, kafka_offset)%s
                SETTINGS non_replicated_deduplication_window = 100000, fsync_after_insert = 1,
                    fsync_part_directory = 1, merge_with_ttl_timeout = 86400""".formatted(
                        name(wanted.quarantine()), declarations(HouseColumns.quarantine(wanted)), rule("received_at"));
    }

    /// @param columns by name, in the order of the view
    String createView(List<String> columns) {
        String selected = columns.stream().map(column -> "`" + column + "`").collect(Collectors.joining(",\n    "));
        return """
                CREATE OR REPLACE VIEW %s AS
                SELECT
                    %s
                FROM %s FINAL""".formatted(name(wanted.view()), selected, name(wanted.raw()));
    }

    String addColumns(String table, List<DeclaredColumn> columns) {
        return "ALTER TABLE " + name(table)
                + columns.stream()
                        .map(column -> " ADD COLUMN IF NOT EXISTS " + column.sql())
                        .collect(Collectors.joining(","));
    }

    /// Keeps the rows of `table` as long as the stream's are kept from now on. To take a rule away fails when it is
    /// gone already, so what has one and is to be kept for ever gets a hundred years.
    String retain(String table, String time) {
        return "ALTER TABLE " + name(table) + " MODIFY TTL "
                + expiry(time, wanted.retentionDays() == 0 ? StreamTable.MOST_DAYS : wanted.retentionDays());
    }

    private String rule(String time) {
        return wanted.retentionDays() == 0 ? "" : "\nTTL " + expiry(time, wanted.retentionDays());
    }

    private static String expiry(String time, int days) {
        return time + " + toIntervalDay(" + days + ")";
    }

    private String name(String table) {
        return "`" + database + "`.`" + table + "`";
    }

    private static String declarations(List<DeclaredColumn> columns) {
        return columns.stream().map(DeclaredColumn::sql).collect(Collectors.joining(",\n    "));
    }
}
