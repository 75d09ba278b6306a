package dev.penstock.bench.figure;

import java.util.List;

/// The goals of this project for its speed. Ratios hold on any machine; the few plain numbers are for two cores.
public final class Goals {

    private static final String SATURATED = "end-to-end, saturated";
    private static final String HALF = "end-to-end, half load";
    private static final String SINGLE = "single";
    private static final String BATCH = "batch-100";
    private static final String WRITER = "writer";

    private Goals() {}

    public static List<Goal> all() {
        return List.of(
                least("end to end, batches of 100: 200,000 events/s", SATURATED, Names.EVENTS_PER_SECOND, "", 200_000),
                least(
                        "end to end: 0.8 of the sum of the stages",
                        SATURATED,
                        Names.EVENTS_PER_SECOND,
                        Names.STAGES,
                        0.8),
                most("our two processes: 40 % of the CPU time", SATURATED, Names.OUR_SHARE, "", 40),
                most("nothing lost, nothing twice", SATURATED, Names.LOST, "", 0),
                least(
                        "single events: 0.6 of a bare Reactor Netty handler",
                        SINGLE,
                        Names.REQUESTS_PER_SECOND,
                        Names.BARE_NETTY,
                        0.6),
                least(
                        "batches of 100: 0.8 of the producer-perf-test's records a CPU second",
                        BATCH,
                        Names.EVENTS_PER_CPU_SECOND,
                        Names.PRODUCER_PERF,
                        0.8),
                most("allocation: under 600 bytes an event", BATCH, Names.ALLOCATED, "", 600),
                most("p99 accept latency at half load: under 15 ms", SINGLE, Names.P99, "", 15),
                least("writer: 0.85 of the bare insert loop", WRITER, Names.ROWS_PER_SECOND, Names.ROW_BINARY, 0.85),
                least(
                        "writer and engine: 1.2 of ClickHouse's Kafka engine a CPU second",
                        WRITER,
                        Names.ROWS_PER_CPU_SECOND,
                        Names.KAFKA_ENGINE,
                        1.2),
                least("writer: 3 × JDBC batches", WRITER, Names.ROWS_PER_SECOND, Names.JDBC, 3),
                most("received to queryable at half load, p95: under 1.5 s", HALF, Names.QUERYABLE_P95, "", 1_500),
                most("edge's memory in RAM: under 500 MB", SATURATED, Names.EDGE_RSS, "", 500),
                most("writer's memory in RAM: under 500 MB", SATURATED, Names.WRITER_RSS, "", 500),
                most("ten times the events cost ten times the CPU, within 10 %", HALF, Names.GROWTH, "", 1.1),
                most(
                        "200 organizations cost what one costs, within 10 %",
                        "organizations-200", Names.EDGE_CPU, Names.ONE_ORGANIZATION, 1.1),
                most("the edge is ready in 2 s", "start", Names.EDGE_READY, "", 2),
                most("the writer is ready in 2.5 s", "start", Names.WRITER_READY, "", 2.5));
    }

    private static Goal least(String sentence, String scenario, String figure, String baseline, double bound) {
        return new Goal(sentence, scenario, figure, baseline, true, bound);
    }

    private static Goal most(String sentence, String scenario, String figure, String baseline, double bound) {
        return new Goal(sentence, scenario, figure, baseline, false, bound);
    }
}
