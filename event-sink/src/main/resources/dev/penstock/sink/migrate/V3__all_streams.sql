-- What dashboards read: one row per event of every stream, of those with a table of their own too, also of tables that
-- come later. Names that end in _raw are Penstock's: whatever else has such a name is read here as well.
CREATE OR REPLACE VIEW ${database}.events${on_cluster} SQL SECURITY INVOKER AS
SELECT
    org_id,
    stream,
    event_name,
    timestamp,
    trace_id,
    event_id,
    payload,
    received_at,
    clock_skew_ms,
    source_ip,
    user_agent,
    request_id,
    definition_version,
    kafka_partition,
    kafka_offset,
    ingested_at
FROM merge('${database}', '^[A-Za-z0-9_]+_raw${all}$') FINAL;
