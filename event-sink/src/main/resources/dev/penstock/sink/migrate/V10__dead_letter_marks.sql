-- What people did about dead letters: one row for each letter and each run that sent it to `events` again or gave it up,
-- never changed. The same run may tell the same twice. A letter that was sent again is marked once Kafka has the
-- record, so a run that was killed has sent a few letters more than it has marked.
CREATE TABLE IF NOT EXISTS ${database}.dead_letter_marks${on_cluster}
(
    source_topic_id LowCardinality(String),
    source_partition UInt32,
    source_offset UInt64,
    mark LowCardinality(String),
    run String,
    org_id LowCardinality(String),
    stream LowCardinality(String),
    cause LowCardinality(String),
    fingerprint LowCardinality(String),
    event_id Nullable(UUID),
    received_at Nullable(DateTime64(3, 'UTC')),
    reason String,
    actor LowCardinality(String),
    sent_partition Nullable(UInt32),
    sent_offset Nullable(UInt64),
    marked_at DateTime64(3, 'UTC')
)
ENGINE = ${replicated}ReplacingMergeTree(${everywhere}marked_at)
ORDER BY (source_topic_id, source_partition, source_offset, mark, run)
TTL toDateTime(marked_at) + INTERVAL 400 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- One row for each record that could not be stored. `state` is `open`; `redriven` once it was sent to `events` again;
-- `discarded` once somebody gave it up; `superseded` once its event is in a table after all, whatever was done.
CREATE OR REPLACE VIEW ${database}.dead_letters${on_cluster} SQL SECURITY INVOKER AS
SELECT
    letters.org_id AS org_id,
    letters.stream AS stream,
    letters.event_name AS event_name,
    letters.event_id AS event_id,
    letters.timestamp AS timestamp,
    letters.received_at AS received_at,
    letters.cause AS cause,
    letters.column_name AS column_name,
    letters.expected AS expected,
    letters.actual AS actual,
    letters.detail AS detail,
    letters.misfit_columns AS misfit_columns,
    letters.misfit_errors AS misfit_errors,
    letters.fingerprint AS fingerprint,
    multiIf(letters.state = 'superseded' OR ifNull(marks.last_mark, '') = '', letters.state, marks.last_mark) AS state,
    letters.definition_version AS definition_version,
    letters.attempt AS attempt,
    letters.writer_version AS writer_version,
    letters.first_seen AS first_seen,
    letters.last_seen AS last_seen,
    letters.trace_id AS trace_id,
    letters.request_id AS request_id,
    letters.key_id AS key_id,
    letters.sdk AS sdk,
    letters.payload AS payload,
    letters.payload_redacted AS payload_redacted,
    letters.record_value AS record_value,
    letters.source_topic_id AS source_topic_id,
    letters.source_partition AS source_partition,
    letters.source_offset AS source_offset,
    letters.letter_partition AS letter_partition,
    letters.letter_offset AS letter_offset,
    marks.last_run AS run,
    marks.last_reason AS reason,
    marks.last_actor AS actor,
    nullIf(marks.last_marked_at, toDateTime64(0, 3, 'UTC')) AS marked_at
FROM ${database}.dead_letters_store${all} AS letters FINAL
LEFT JOIN
(
    SELECT
        source_topic_id,
        source_partition,
        source_offset,
        argMax(mark, marked_at) AS last_mark,
        argMax(run, marked_at) AS last_run,
        argMax(reason, marked_at) AS last_reason,
        argMax(actor, marked_at) AS last_actor,
        max(marked_at) AS last_marked_at
    FROM ${database}.dead_letter_marks
    GROUP BY source_topic_id, source_partition, source_offset
) AS marks
    ON marks.source_topic_id = letters.source_topic_id
    AND marks.source_partition = letters.source_partition
    AND marks.source_offset = letters.source_offset;

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
    countIf(state = 'redriven') AS redriven_letters,
    countIf(state = 'discarded') AS discarded_letters,
    countIf(state = 'superseded') AS superseded_letters,
    min(first_seen) AS first_letter,
    max(last_seen) AS last_letter,
    uniqExact(org_id) AS organizations,
    arraySort(groupUniqArray(10)(org_id)) AS some_organizations,
    argMax(expected, last_seen) AS sample_expected,
    argMax(detail, last_seen) AS sample_detail,
    argMax(event_id, last_seen) AS sample_event_id,
    argMax((source_topic_id, source_partition, source_offset), last_seen) AS sample_source
FROM ${database}.dead_letters
GROUP BY fingerprint, cause, stream, column_name;
