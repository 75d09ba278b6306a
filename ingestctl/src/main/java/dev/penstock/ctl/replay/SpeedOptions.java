package dev.penstock.ctl.replay;

import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.replay.run.RunLimits;
import picocli.CommandLine.Option;

/// The options that say how fast it may go.
final class SpeedOptions {

    @Option(
            names = "--max-rows-per-second",
            paramLabel = "<n>",
            defaultValue = "0",
            description = "Most rows a second, in all; 0 for as fast as it goes (now ${DEFAULT-VALUE}).")
    private long rowsPerSecond;

    @Option(
            names = "--parallel",
            paramLabel = "<n>",
            defaultValue = "2",
            description = "Most partitions at once, 1 to " + RunLimits.MOST_PARALLEL + " (now ${DEFAULT-VALUE}).")
    private int parallel = 1;

    RunLimits limits() {
        try {
            return new RunLimits(parallel, rowsPerSecond);
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException("--parallel or --max-rows-per-second: " + e.getMessage(), e);
        }
    }
}
