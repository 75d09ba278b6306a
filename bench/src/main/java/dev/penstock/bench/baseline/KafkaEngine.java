package dev.penstock.bench.baseline;

import dev.penstock.bench.stack.ClickHouse;

/// ClickHouse's own Kafka table engine with a materialized view: it reads the topic that the writer reads, takes the
/// same fields out of the same envelopes, and fills a table of the same form.
public final class KafkaEngine {

    // The envelope as the topic has it, without the fields that the table does not keep.
    private static final String SCHEMA = """
            syntax = "proto3";
            message EventEnvelope {
              string org_id = 1;
              string stream = 2;
              bytes event_id = 3;
              string event_name = 4;
              int64 timestamp_ms = 5;
              string trace_id = 6;
              int64 received_at_ms = 7;
              optional int64 sent_at_ms = 8;
              bytes source_address = 9;
              string user_agent = 10;
              string request_id = 14;
              bytes payload = 17;
            }
            """;

    private final ClickHouse clickHouse;
    private final String table;

    public KafkaEngine(ClickHouse clickHouse, String table) {
        this.clickHouse = clickHouse;
        this.table = table;
    }

    /// Whether this engine was built with it.
    public boolean isThere() {
        return clickHouse.number("select count() from system.table_engines where name = 'Kafka'") == 1;
    }

    /// Begins to fill the table from the topic's beginning.
    ///
    /// @param group of the consumer; a new one each time
    public void start(String bootstrap, String topic, String group) {
        stop();
        clickHouse.query("CREATE TABLE bench.envelopes (org_id String, stream String, event_id String,"
                + " event_name String, timestamp_ms Int64, trace_id String, received_at_ms Int64,"
                + " sent_at_ms Nullable(Int64), source_address String, user_agent String, request_id String,"
                + " payload String) ENGINE = Kafka SETTINGS kafka_broker_list = '" + bootstrap
                + "', kafka_topic_list = '" + topic + "', kafka_group_name = '" + group
                + "', kafka_format = 'ProtobufSingle', kafka_num_consumers = 1, kafka_max_block_size = 100000,"
                + " kafka_poll_max_batch_size = 100000, kafka_flush_interval_ms = 1000,"
                + " format_schema_source = 'string', format_schema_message_name = 'EventEnvelope',"
                + " format_schema = '" + SCHEMA + "'");
        clickHouse.query("CREATE MATERIALIZED VIEW bench.reader TO " + table + " AS SELECT org_id, stream, event_name,"
                + " fromUnixTimestamp64Milli(timestamp_ms, 'UTC') AS timestamp, trace_id,"
                + " reinterpret(reverse(substring(event_id, 1, 8)) || reverse(substring(event_id, 9, 8)), 'UUID')"
                + " AS event_id, payload, fromUnixTimestamp64Milli(received_at_ms, 'UTC') AS received_at,"
                + " sent_at_ms - received_at_ms AS clock_skew_ms, CAST(source_address, 'FixedString(16)')::IPv6"
                + " AS source_ip, user_agent, request_id, 0 AS definition_version, _partition AS kafka_partition,"
                + " _offset AS kafka_offset, now64(3, 'UTC') AS ingested_at FROM bench.envelopes");
    }

    /// Ends it; what it has stored stays.
    public void stop() {
        clickHouse.query("DROP TABLE IF EXISTS bench.reader SYNC");
        clickHouse.query("DROP TABLE IF EXISTS bench.envelopes SYNC");
    }
}
