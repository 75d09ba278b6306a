-- For each stream of each organization: until when its events are complete, and what was seen of it last. `reason` says
-- why the time stands still, as far as the writers know.
CREATE OR REPLACE VIEW ${database}.ingest_freshness${on_cluster} SQL SECURITY INVOKER AS
SELECT
    seen.org_id AS org_id,
    seen.stream AS stream,
    if(halts.halted, least(halts.until, complete.complete_until), complete.complete_until) AS complete_until,
    multiIf(
        halts.halted, concat('halted: ', halts.reason),
        complete.partitions_missing > 0, concat(toString(complete.partitions_missing), ' partitions were never told of'),
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
    SELECT
        stream,
        argMax(halted, number) AS halted,
        argMax(reason, number) AS reason,
        argMax(number_until, number) AS until
    FROM
    (
        SELECT
            stream,
            number,
            any(halted) AS halted,
            any(reason) AS reason,
            min(complete_until) AS number_until
        FROM ${database}.stream_halts
        GROUP BY stream, number
    )
    GROUP BY stream
) AS halts ON halts.stream = seen.stream;
