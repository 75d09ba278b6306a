-- For each stream of each organization: until when its events are complete, and what was seen of it last. `reason` says
-- why the time stands still, as far as the writers know.
CREATE OR REPLACE VIEW ${database}.ingest_freshness${on_cluster} SQL SECURITY INVOKER AS
WITH (SELECT complete_until FROM ${database}.ingest_complete) AS all_until
SELECT
    seen.org_id AS org_id,
    seen.stream AS stream,
    if(held.stream = '', complete.complete_until, least(held.until, complete.complete_until)) AS complete_until,
    multiIf(
        held.halted, concat('halted: ', held.reason),
        held.stream != '', 'resumed, and not all that was parked is back',
        complete.partitions_missing > 0, concat('partitions never told of: ', toString(complete.partitions_missing)),
        '') AS reason,
    seen.last_event AS last_event,
    seen.last_received_at AS last_received_at,
    seen.events_24h AS events_24h,
    complete.reported_at AS reported_at
FROM
(
    SELECT
        org_id,
        stream,
        max(last_event) AS last_event,
        max(last_received_at) AS last_received_at,
        sumIf(events, hour > now('UTC') - INTERVAL 1 DAY) AS events_24h
    FROM ${database}.streams_seen${all}
    GROUP BY org_id, stream
) AS seen
CROSS JOIN ${database}.ingest_complete AS complete
LEFT JOIN
(
    -- Halts whose parked events are not back.
    SELECT
        stream,
        min(number_until) AS until,
        argMax(number_reason, number) AS reason,
        max(halted_now) AS halted
    FROM
    (
        SELECT
            stream,
            number,
            number_halted,
            number_reason,
            number_until,
            argMax(number_halted, number) OVER (PARTITION BY stream) AS halted_now,
            max(if(returned > toDateTime64(0, 3, 'UTC') AND returned <= all_until, number, 0)) OVER (PARTITION BY stream) AS back
        FROM
        (
            SELECT
                stream,
                number,
                any(halted) AS number_halted,
                anyIf(reason, returned_at = toDateTime64(0, 3, 'UTC')) AS number_reason,
                min(complete_until) AS number_until,
                max(returned_at) AS returned
            FROM ${database}.stream_halts
            GROUP BY stream, number
        )
    )
    WHERE number_halted AND number > back
    GROUP BY stream
) AS held ON held.stream = seen.stream;
