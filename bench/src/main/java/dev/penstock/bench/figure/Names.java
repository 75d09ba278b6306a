package dev.penstock.bench.figure;

/// The names of figures and baselines that more than one place uses: a goal finds its figure by them.
public final class Names {

    public static final String EVENTS_PER_SECOND = "events per second";
    public static final String REQUESTS_PER_SECOND = "requests per second";
    public static final String EVENTS_PER_CPU_SECOND = "events per CPU second";
    public static final String REQUESTS_PER_CPU_SECOND = "requests per CPU second";
    public static final String ROWS_PER_SECOND = "rows per second";
    public static final String ROWS_PER_CPU_SECOND = "rows per CPU second of all that insert";
    public static final String ALLOCATED = "edge: allocated per event";
    public static final String P50 = "accept latency p50";
    public static final String P99 = "accept latency p99";
    public static final String P999 = "accept latency p99.9";
    public static final String QUERYABLE_P50 = "received to queryable p50";
    public static final String QUERYABLE_P95 = "received to queryable p95";
    public static final String QUERYABLE_P99 = "received to queryable p99";
    public static final String OUR_SHARE = "edge and writer: share of the CPU time";
    public static final String LOST = "lost or twice";
    public static final String EDGE_RSS = "edge: most memory in RAM";
    public static final String WRITER_RSS = "writer: most memory in RAM";
    public static final String GROWTH = "CPU time for ten times the events, over ten";
    public static final String EDGE_CPU = "edge: CPU seconds per million events";
    public static final String EDGE_READY = "edge ready after";
    public static final String WRITER_READY = "writer ready after";

    public static final String BARE_NETTY = "bare Reactor Netty handler";
    public static final String BARE_WEBFLUX = "bare WebFlux handler";
    public static final String NGINX = "nginx answering 202";
    public static final String PRODUCER_PERF = "kafka-producer-perf-test";
    public static final String CONSUMER_PERF = "kafka-consumer-perf-test";
    public static final String ROW_BINARY = "bare insert loop, RowBinary";
    public static final String NATIVE = "bare insert loop, Native";
    public static final String JDBC = "JDBC batches";
    public static final String KAFKA_ENGINE = "ClickHouse's Kafka engine";
    public static final String ONE_ORGANIZATION = "one organization";
    public static final String STAGES = "sum of the stages";

    private Names() {}
}
