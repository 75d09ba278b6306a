-- What edges and writers counted: one row for each line of the topic `ledger`, which a later line under the same key
-- replaces as a whole, so that what is loaded again, or counted again, counts once. Read it through the view `ledger`,
-- which does not wait for the merge.
--
-- A line of an edge: owner and epoch are the edge and its run, position is its minute in milliseconds. One of a writer:
-- topic id and partition of the events, and the first offset of the batch.
--
-- Not partitioned: a partition must follow from the sorting key. Lines are few.
CREATE TABLE IF NOT EXISTS ${database}.ledger_store${on_cluster}
(
    source LowCardinality(String),
    owner LowCardinality(String),
    epoch LowCardinality(String),
    position Int64 CODEC(Delta(8), ZSTD(1)),
    last_position Int64 CODEC(Delta(8), ZSTD(1)),
    closed Bool,
    written_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    first_minute DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    last_minute DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    ledger_partition UInt32 CODEC(ZSTD(1)),
    ledger_offset UInt64 CODEC(Delta(8), ZSTD(1)),
    organizations Array(LowCardinality(String)),
    streams Array(LowCardinality(String)),
    outcomes Array(LowCardinality(String)),
    reasons Array(LowCardinality(String)),
    minutes Array(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
    event_counts Array(UInt64) CODEC(ZSTD(1)),
    request_counts Array(UInt64) CODEC(ZSTD(1)),
    INDEX idx_first_minute first_minute TYPE minmax GRANULARITY 1,
    INDEX idx_last_minute last_minute TYPE minmax GRANULARITY 1
)
ENGINE = ${replicated}ReplacingMergeTree(${shard}ledger_offset)
ORDER BY (source, owner, epoch, position)
TTL toDateTime(written_at) + INTERVAL 90 DAY DELETE
SETTINGS ${deduplication}, fsync_after_insert = 1, fsync_part_directory = 1;

${on_a_cluster}CREATE TABLE IF NOT EXISTS ${database}.ledger_store_all${on_cluster} AS ${database}.ledger_store ENGINE = Distributed('${cluster}', '${database}', 'ledger_store');

-- One row for each count. A line without counts has one row with an empty outcome.
CREATE OR REPLACE VIEW ${database}.ledger${on_cluster} SQL SECURITY INVOKER AS
SELECT
    source,
    owner,
    epoch,
    position,
    last_position,
    closed,
    written_at,
    first_minute,
    last_minute,
    ledger_partition,
    ledger_offset,
    organization AS org_id,
    stream,
    outcome,
    reason,
    minute,
    event_count AS events,
    request_count AS requests
FROM ${database}.ledger_store${all} FINAL
LEFT ARRAY JOIN
    organizations AS organization,
    streams AS stream,
    outcomes AS outcome,
    reasons AS reason,
    minutes AS minute,
    event_counts AS event_count,
    request_counts AS request_count;
