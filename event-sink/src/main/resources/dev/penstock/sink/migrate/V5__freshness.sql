-- How far each partition is complete: everything of it that was received before `complete_until` is in the tables, is a
-- dead letter, or is parked. Told by whoever has the partition, every few seconds. What was true stays true, so of
-- several rows the greatest counts, whoever told it.
CREATE TABLE IF NOT EXISTS ${database}.freshness_partitions${on_cluster}
(
    source String COMMENT 'Kafka cluster and topic',
    topic_id String COMMENT 'another one when the topic was made anew',
    kafka_partition UInt32,
    partitions UInt32 COMMENT 'how many the topic has',
    complete_until DateTime64(3, 'UTC'),
    reported_at DateTime64(3, 'UTC')
)
ENGINE = ${replicated}ReplacingMergeTree(${everywhere}complete_until)
ORDER BY (source, topic_id, kafka_partition)
TTL toDateTime(reported_at) + INTERVAL 30 DAY;

-- Streams that were halted, or resumed. What came while one was halted is parked, so it is complete until it was halted,
-- and after it was resumed until what was parked is back. Of several rows of one number the first one told counts, which
-- has the earliest time; one that says that all is back goes before it.
CREATE TABLE IF NOT EXISTS ${database}.stream_halts${on_cluster}
(
    stream LowCardinality(String),
    number UInt32 COMMENT 'as in the control topic; the highest is in force',
    halted Bool,
    reason String,
    complete_until DateTime64(3, 'UTC') COMMENT 'when a writer first knew of it',
    returned_at DateTime64(3, 'UTC') COMMENT 'of a stream that was resumed: when all its parked events were back in Kafka; 1970 for not yet',
    told_at DateTime64(3, 'UTC'),
    precedence UInt64
)
ENGINE = ${replicated}ReplacingMergeTree(${everywhere}precedence)
ORDER BY (stream, number);

-- Until when everything is complete: the least of all partitions, or 1970 while one of them was never told of. Of a
-- topic that was made anew, the one told of last counts.
CREATE OR REPLACE VIEW ${database}.ingest_complete${on_cluster} SQL SECURITY INVOKER AS
SELECT
    min(until) AS complete_until,
    min(reported) AS reported_at,
    sum(missing) AS partitions_missing
FROM
(
    SELECT
        source,
        topic_id,
        greatest(toInt64(max(partitions_then)) - toInt64(count()), 0) AS missing,
        if(missing > 0, toDateTime64(0, 3, 'UTC'), min(partition_until)) AS until,
        min(partition_reported) AS reported
    FROM
    (
        SELECT
            source,
            topic_id,
            kafka_partition,
            max(complete_until) AS partition_until,
            max(reported_at) AS partition_reported,
            argMax(partitions, reported_at) AS partitions_then
        FROM ${database}.freshness_partitions
        GROUP BY source, topic_id, kafka_partition
    )
    GROUP BY source, topic_id
    ORDER BY max(partition_reported) DESC
    LIMIT 1 BY source
);
