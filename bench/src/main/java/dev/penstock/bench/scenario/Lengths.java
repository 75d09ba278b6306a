package dev.penstock.bench.scenario;

import java.time.Duration;

/// How long and how often is measured.
///
/// @param rounds interleaved runs of each figure
/// @param step of one such run
/// @param warm the most that the compilers of a server get, before it is measured
/// @param chunk events that the writer is given in a round
/// @param backlog events that wait when the writer starts
/// @param together how long edge and writer run at once
/// @param steady the long run
/// @param perf records that the Kafka tools send in a round
/// @param jdbc rows of the JDBC batches
public record Lengths(
        int rounds,
        Duration step,
        Duration warm,
        int chunk,
        int backlog,
        Duration together,
        Duration steady,
        int perf,
        int jdbc) {

    /// A minute or two, for ratios that are only to show a gross fall.
    public static final Lengths SHORT = new Lengths(
            2,
            Duration.ofSeconds(2),
            Duration.ofSeconds(12),
            200_000,
            200_000,
            Duration.ofSeconds(6),
            Duration.ofSeconds(6),
            500_000,
            20_000);

    /// Under five minutes in all, for the scenarios with goals.
    public static final Lengths QUICK = new Lengths(
            3,
            Duration.ofMillis(2_500),
            Duration.ofSeconds(45),
            400_000,
            1_000_000,
            Duration.ofSeconds(12),
            Duration.ofSeconds(30),
            1_000_000,
            50_000);

    public static final Lengths FULL = new Lengths(
            5,
            Duration.ofSeconds(8),
            Duration.ofMinutes(2),
            1_000_000,
            5_000_000,
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            5_000_000,
            200_000);
}
