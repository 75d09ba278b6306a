package dev.penstock.sink.table;

import dev.penstock.sink.migrate.TableEngines;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The statements about one stream's tables. Whoever makes them has checked every name ([Planning]).
final class Statements {

    private final String database;
    private final StreamTable wanted;
    private final TableEngines engines;

    Statements(String database, StreamTable wanted, TableEngines engines) {
        this.database = database;
        this.wanted = wanted;
        this.engines = engines;
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
                ENGINE = %s
                PARTITION BY toYYYYMM(timestamp)
                ORDER BY (org_id, timestamp, trace_id, event_id)%s
                SETTINGS %s, fsync_after_insert = 1,
                    fsync_part_directory = 1, merge_with_ttl_timeout = 86400""".formatted(
                        altered(wanted.raw()),
                        declarations(HouseColumns.raw(wanted)),
                        engines.replacing("ingested_at"),
                        rule("timestamp"),
                        engines.deduplication());
    }

    /// Sorted by the record an event came in, which has one `received_at`: what is loaded again replaces itself.
    String createQuarantine() {
        return """
                CREATE TABLE IF NOT EXISTS %s
                (
                    %s
                )
                ENGINE = %s
                PARTITION BY toYYYYMM(received_at)
                ORDER BY (org_id, received_at, kafka_topic_id, kafka_partition, kafka_offset)%s
                SETTINGS %s, fsync_after_insert = 1,
                    fsync_part_directory = 1, merge_with_ttl_timeout = 86400""".formatted(
                        altered(wanted.quarantine()),
                        declarations(HouseColumns.quarantine(wanted)),
                        engines.replacing("insertion_date"),
                        rule("received_at"),
                        engines.deduplication());
    }

    /// The table through which `table` is read over all shards; empty on one server.
    Optional<String> createOverShards(String table) {
        return engines.distributed(database, table);
    }

    /// With the rights of whoever asks, so that row policies hold.
    ///
    /// @param columns by name, in the order of the view
    String createView(List<String> columns) {
        String selected = columns.stream().map(column -> "`" + column + "`").collect(Collectors.joining(",\n    "));
        return """
                CREATE OR REPLACE VIEW %s SQL SECURITY INVOKER AS
                SELECT
                    %s
                FROM %s FINAL""".formatted(altered(wanted.view()), selected, name(engines.readable(wanted.raw())));
    }

    /// As `streams_seen_of_events`, which the schema's steps make.
    String createSeen() {
        return """
                CREATE MATERIALIZED VIEW IF NOT EXISTS %s TO %s AS
                SELECT
                    org_id,
                    stream,
                    toDateTime(toStartOfHour(received_at), 'UTC') AS hour,
                    max(timestamp) AS last_event,
                    max(received_at) AS last_received_at,
                    count() AS events
                FROM %s
                GROUP BY org_id, stream, hour""".formatted(altered(wanted.seen()), name("streams_seen"), name(wanted.raw()));
    }

    String addColumns(String table, List<DeclaredColumn> columns) {
        return "ALTER TABLE " + altered(table)
                + columns.stream()
                        .map(column -> " ADD COLUMN IF NOT EXISTS " + column.sql())
                        .collect(Collectors.joining(","));
    }

    /// Keeps the rows of `table` as long as the stream's are kept from now on. To take a rule away fails when it is
    /// gone already, so what has one and is to be kept for ever gets a hundred years.
    String retain(String table, String time) {
        return "ALTER TABLE " + altered(table) + " MODIFY TTL "
                + expiry(time, wanted.retentionDays() == 0 ? StreamTable.MOST_DAYS : wanted.retentionDays());
    }

    private String rule(String time) {
        return wanted.retentionDays() == 0 ? "" : "\nTTL " + expiry(time, wanted.retentionDays());
    }

    private static String expiry(String time, int days) {
        return time + " + toIntervalDay(" + days + ")";
    }

    // Of what is created or changed: on all servers.
    private String altered(String table) {
        return name(table) + engines.onCluster();
    }

    private String name(String table) {
        return "`" + database + "`.`" + table + "`";
    }

    private static String declarations(List<DeclaredColumn> columns) {
        return columns.stream().map(DeclaredColumn::sql).collect(Collectors.joining(",\n    "));
    }
}
