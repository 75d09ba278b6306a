-- Every event, one row each; a redelivered one replaces itself when parts are merged, because the sorting key is set
-- at the edge and never changes. Read it through the view `events`, which does not wait for the merge.
CREATE TABLE IF NOT EXISTS ${database}.events_raw${on_cluster}
(
    org_id LowCardinality(String),
    stream LowCardinality(String),
    event_name LowCardinality(String),
    timestamp DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    trace_id String CODEC(ZSTD(1)),
    event_id UUID,
    payload String CODEC(ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    clock_skew_ms Nullable(Int64) CODEC(ZSTD(1)),
    source_ip IPv6 CODEC(ZSTD(1)),
    user_agent LowCardinality(String),
    request_id String CODEC(ZSTD(1)),
    definition_version UInt32 CODEC(ZSTD(1)),
    kafka_partition UInt32 CODEC(ZSTD(1)),
    kafka_offset UInt64 CODEC(Delta(8), ZSTD(1)),
    ingested_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    INDEX idx_kafka_offset kafka_offset TYPE minmax GRANULARITY 1,
    INDEX idx_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX idx_request_id request_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = ${replicated}ReplacingMergeTree(${shard}ingested_at)
PARTITION BY toYYYYMM(timestamp)
ORDER BY (org_id, timestamp, trace_id, event_id)
SETTINGS ${deduplication}, fsync_after_insert = 1, fsync_part_directory = 1;

${on_a_cluster}CREATE TABLE IF NOT EXISTS ${database}.events_raw_all${on_cluster} AS ${database}.events_raw ENGINE = Distributed('${cluster}', '${database}', 'events_raw');
