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
            description = "Most rows a second, in all; 0 for no such limit (now ${DEFAULT-VALUE}).")
    private long rowsPerSecond;

    @Option(
            names = "--share",
            paramLabel = "<percent>",
            defaultValue = "25",
            description = {
                "How much of the time it may work (now ${DEFAULT-VALUE}). It rests in between, and waits while writers"
                        + " are behind.",
                "100 for as fast as it goes, whatever that does to others."
            })
    private int share = 1;

    @Option(
            names = "--parallel",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Most partitions at once, 1 to " + RunLimits.MOST_PARALLEL + " (now ${DEFAULT-VALUE}).")
    private int parallel = 1;

    RunLimits limits() {
        try {
            return new RunLimits(parallel, rowsPerSecond, share);
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException("--parallel, --share or --max-rows-per-second: " + e.getMessage(), e);
        }
    }
}
