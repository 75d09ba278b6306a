package dev.penstock.sink.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The columns that are ours, in the tables of every stream.
final class HouseColumns {

    private static final String NAME = "LowCardinality(String)";
    private static final String TIME = "DateTime64(3, 'UTC')";

    /// What `events_raw` has; a test compares.
    static final List<DeclaredColumn> COMMON = List.of(
            new DeclaredColumn("org_id", NAME, ""),
            new DeclaredColumn("stream", NAME, ""),
            new DeclaredColumn("event_name", NAME, ""),
            new DeclaredColumn("timestamp", TIME, DeclaredColumn.DELTA),
            new DeclaredColumn("trace_id", "String", DeclaredColumn.ZSTD),
            new DeclaredColumn("event_id", "UUID", ""),
            new DeclaredColumn("payload", "String", DeclaredColumn.ZSTD),
            new DeclaredColumn("received_at", TIME, DeclaredColumn.DELTA),
            new DeclaredColumn("clock_skew_ms", "Nullable(Int64)", DeclaredColumn.ZSTD),
            new DeclaredColumn("source_ip", "IPv6", DeclaredColumn.ZSTD),
            new DeclaredColumn("user_agent", NAME, ""),
            new DeclaredColumn("request_id", "String", DeclaredColumn.ZSTD),
            new DeclaredColumn("definition_version", "UInt32", DeclaredColumn.ZSTD),
            new DeclaredColumn("kafka_partition", "UInt32", DeclaredColumn.ZSTD),
            new DeclaredColumn("kafka_offset", "UInt64", DeclaredColumn.DELTA),
            new DeclaredColumn("ingested_at", TIME, DeclaredColumn.DELTA));

    // Of a quarantined event: what the edge knew of it, before the stream's columns.
    private static final List<DeclaredColumn> QUARANTINED = List.of(
            new DeclaredColumn("org_id", NAME, ""),
            new DeclaredColumn("event_id", "UUID", ""),
            new DeclaredColumn("timestamp", TIME, DeclaredColumn.DELTA),
            new DeclaredColumn("received_at", TIME, DeclaredColumn.DELTA));

    // And after them: its bytes, the record it came in, and what Tinybird's quarantine says.
    private static final List<DeclaredColumn> QUARANTINE = List.of(
            new DeclaredColumn("payload", "String", DeclaredColumn.ZSTD),
            new DeclaredColumn("definition_version", "UInt32", DeclaredColumn.ZSTD),
            new DeclaredColumn("kafka_topic_id", NAME, ""),
            new DeclaredColumn("kafka_partition", "UInt32", DeclaredColumn.ZSTD),
            new DeclaredColumn("kafka_offset", "UInt64", DeclaredColumn.DELTA),
            new DeclaredColumn("c__error_column", "Array(String)", DeclaredColumn.ZSTD),
            new DeclaredColumn("c__error", "Array(String)", DeclaredColumn.ZSTD),
            new DeclaredColumn("c__import_id", "String", DeclaredColumn.ZSTD),
            new DeclaredColumn("insertion_date", TIME, DeclaredColumn.DELTA));

    /// Names that no stream can give a column.
    static final Set<String> RESERVED = Stream.of(COMMON, QUARANTINED, QUARANTINE)
            .flatMap(List::stream)
            .map(DeclaredColumn::name)
            .collect(Collectors.toUnmodifiableSet());

    private HouseColumns() {}

    /// The columns of a stream's table.
    static List<DeclaredColumn> raw(StreamTable wanted) {
        List<DeclaredColumn> columns = new ArrayList<>(COMMON);
        wanted.shape().columns().forEach(column -> columns.add(DeclaredColumn.of(column)));
        return columns;
    }

    /// The columns of its quarantine. What did not fit a column is kept as the text it was.
    static List<DeclaredColumn> quarantine(StreamTable wanted) {
        List<DeclaredColumn> columns = new ArrayList<>(QUARANTINED);
        wanted.shape()
                .columns()
                .forEach(column ->
                        columns.add(new DeclaredColumn(column.name(), "Nullable(String)", DeclaredColumn.ZSTD)));
        columns.addAll(QUARANTINE);
        return columns;
    }
}
