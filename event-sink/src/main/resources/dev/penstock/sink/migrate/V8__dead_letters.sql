-- What could not be stored, for people: one row for each record, which a later letter of the same record replaces. It
-- is a copy of the topic `dead-letters`, which has the bytes as they came; what the rules for personal data take out of
-- an event is not in here. Read it through the view `dead_letters`, which does not wait for the merge.
--
-- Not partitioned: a partition must follow from the sorting key, and no time does. Letters are few.
CREATE TABLE IF NOT EXISTS ${database}.dead_letters_store${on_cluster}
(
    org_id LowCardinality(String),
    stream LowCardinality(String),
    event_name LowCardinality(String),
    event_id Nullable(UUID),
    timestamp Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
    received_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
    cause LowCardinality(String),
    column_name LowCardinality(String),
    expected String CODEC(ZSTD(1)),
    actual String CODEC(ZSTD(1)),
    detail String CODEC(ZSTD(1)),
    misfit_columns Array(String) CODEC(ZSTD(1)),
    misfit_errors Array(String) CODEC(ZSTD(1)),
    fingerprint LowCardinality(String),
    state LowCardinality(String),
    definition_version UInt32 CODEC(ZSTD(1)),
    attempt UInt32 CODEC(ZSTD(1)),
    writer_version LowCardinality(String),
    first_seen DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    last_seen DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    trace_id String CODEC(ZSTD(1)),
    request_id String CODEC(ZSTD(1)),
    key_id LowCardinality(String),
    sdk LowCardinality(String),
    payload String CODEC(ZSTD(1)),
    payload_redacted Bool,
    record_value String CODEC(ZSTD(1)),
    source_topic_id LowCardinality(String),
    source_partition UInt32 CODEC(ZSTD(1)),
    source_offset UInt64 CODEC(Delta(8), ZSTD(1)),
    letter_partition UInt32 CODEC(ZSTD(1)),
    letter_offset UInt64 CODEC(Delta(8), ZSTD(1)),
    version UInt64 CODEC(Delta(8), ZSTD(1)),
    INDEX idx_first_seen first_seen TYPE minmax GRANULARITY 1,
    INDEX idx_fingerprint fingerprint TYPE set(100) GRANULARITY 1,
    INDEX idx_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = ${replicated}ReplacingMergeTree(${shard}version)
ORDER BY (source_topic_id, source_partition, source_offset)
TTL toDateTime(last_seen) + INTERVAL 90 DAY DELETE
SETTINGS ${deduplication}, fsync_after_insert = 1, fsync_part_directory = 1;

${on_a_cluster}CREATE TABLE IF NOT EXISTS ${database}.dead_letters_store_all${on_cluster} AS ${database}.dead_letters_store ENGINE = Distributed('${cluster}', '${database}', 'dead_letters_store');

-- One row for each record that could not be stored. `state` is `open`, or `superseded` once its event is in a table
-- after all.
CREATE OR REPLACE VIEW ${database}.dead_letters${on_cluster} SQL SECURITY INVOKER AS
SELECT
    org_id,
    stream,
    event_name,
    event_id,
    timestamp,
    received_at,
    cause,
    column_name,
    expected,
    actual,
    detail,
    misfit_columns,
    misfit_errors,
    fingerprint,
    state,
    definition_version,
    attempt,
    writer_version,
    first_seen,
    last_seen,
    trace_id,
    request_id,
    key_id,
    sdk,
    payload,
    payload_redacted,
    record_value,
    source_topic_id,
    source_partition,
    source_offset,
    letter_partition,
    letter_offset
FROM ${database}.dead_letters_store${all} FINAL;

-- One row for each cause: how many letters, since when, whose, and one of them to look at. Its payload is found by its
-- source; to carry it along would read all of them.
CREATE OR REPLACE VIEW ${database}.dead_letter_groups${on_cluster} SQL SECURITY INVOKER AS
SELECT
    fingerprint,
    cause,
    stream,
    column_name,
    count() AS letters,
    countIf(state = 'open') AS open_letters,
    min(first_seen) AS first_letter,
    max(last_seen) AS last_letter,
    uniqExact(org_id) AS organizations,
    arraySort(groupUniqArray(10)(org_id)) AS some_organizations,
    argMax(expected, last_seen) AS sample_expected,
    argMax(detail, last_seen) AS sample_detail,
    argMax(event_id, last_seen) AS sample_event_id,
    argMax((source_topic_id, source_partition, source_offset), last_seen) AS sample_source
FROM ${database}.dead_letters_store${all} FINAL
GROUP BY fingerprint, cause, stream, column_name;
