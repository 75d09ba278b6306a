package dev.penstock.bench.baseline;

import org.apache.kafka.tools.ConsumerPerformance;

/// kafka-consumer-perf-test: what a Kafka client can read when nothing is behind it. Runs twice, as [ProducerPerf].
public final class ConsumerPerf {

    private ConsumerPerf() {}

    /// Reads twice, and prints the second time.
    ///
    /// @param arguments bootstrap servers, topic, records
    public static void main(String[] arguments) {
        long records = Long.parseLong(arguments[2]);
        run(arguments, "warm");
        Stopwatch stopwatch = new Stopwatch();
        run(arguments, "timed");
        System.out.println(stopwatch.of(records).line());
    }

    private static void run(String[] arguments, String group) {
        ConsumerPerformance.main(new String[] {
            "--bootstrap-server", arguments[0],
            "--topic", arguments[1],
            "--num-records", arguments[2],
            "--group", "bench-" + group + "-" + ProcessHandle.current().pid(),
            "--timeout", "30000"
        });
    }
}
