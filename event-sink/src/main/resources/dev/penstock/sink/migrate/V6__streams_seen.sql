-- What was received of each stream of each organization, by the hour; for the list of `ingest_freshness`, which must
-- not read all events. The counts are of rows as they were inserted: a batch that was inserted again is counted again,
-- and one whose writer died between the table and this view is missing.
CREATE TABLE IF NOT EXISTS ${database}.streams_seen${on_cluster}
(
    org_id LowCardinality(String),
    stream LowCardinality(String),
    hour DateTime('UTC'),
    last_event SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    last_received_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    events SimpleAggregateFunction(sum, UInt64)
)
ENGINE = ${replicated}AggregatingMergeTree(${shard_alone})
ORDER BY (org_id, stream, hour)
TTL hour + INTERVAL 30 DAY;

${on_a_cluster}CREATE TABLE IF NOT EXISTS ${database}.streams_seen_all${on_cluster} AS ${database}.streams_seen ENGINE = Distributed('${cluster}', '${database}', 'streams_seen');

-- A table of a stream's own needs a view like this one too.
CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.streams_seen_of_events${on_cluster} TO ${database}.streams_seen AS
SELECT
    org_id,
    stream,
    toDateTime(toStartOfHour(received_at), 'UTC') AS hour,
    max(timestamp) AS last_event,
    max(received_at) AS last_received_at,
    count() AS events
FROM ${database}.events_raw
GROUP BY org_id, stream, hour;
