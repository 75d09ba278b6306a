package dev.penstock.bench.baseline;

import org.apache.kafka.tools.ProducerPerformance;

/// kafka-producer-perf-test: what a Kafka client can write when nothing is in front of it. Runs twice, and the second
/// time counts: the first is for the compiler, of whose work the edge has long had the benefit.
public final class ProducerPerf {

    private ProducerPerf() {}

    /// Sends twice, and prints the second time.
    ///
    /// @param arguments bootstrap servers, topic, file with the records' lines, records
    public static void main(String[] arguments) {
        long records = Long.parseLong(arguments[3]);
        run(arguments, records);
        Stopwatch stopwatch = new Stopwatch();
        run(arguments, records);
        System.out.println(stopwatch.of(records).line());
    }

    private static void run(String[] arguments, long records) {
        try {
            ProducerPerformance.main(new String[] {
                "--topic",
                arguments[1],
                "--payload-file",
                arguments[2],
                "--num-records",
                Long.toString(records),
                "--throughput",
                "-1",
                "--producer-props",
                "bootstrap.servers=" + arguments[0],
                "acks=all",
                "compression.type=lz4",
                "batch.size=262144",
                "linger.ms=5",
                "buffer.memory=67108864"
            });
        } catch (Exception e) {
            throw new IllegalStateException("kafka-producer-perf-test failed", e);
        }
    }
}
