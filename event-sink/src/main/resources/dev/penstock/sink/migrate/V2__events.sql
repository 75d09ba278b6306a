-- What dashboards read: one row per event. With the rights of whoever asks, so that row policies hold.
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
FROM ${database}.events_raw${all} FINAL;
