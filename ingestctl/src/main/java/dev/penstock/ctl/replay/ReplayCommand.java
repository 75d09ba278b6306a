package dev.penstock.ctl.replay;

import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.run.RunLimits;
import dev.penstock.ctl.terminal.Terminal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl replay`, which alone is plan and run in one.
@Command(
        name = "replay",
        description = {
            "Make events that are still in Kafka into rows again: beside the live tables first, in shadow tables.",
            "With --shadow, plan and run at once. No live table is changed before `replay apply`."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl replay --from=120000 --to=180000 --partition=3 --shadow",
            "  ingestctl replay --range=0:100..200 --range=1:50..90 --shadow",
            "  ingestctl replay --from=@2026-11-01T10:00Z --to=@2026-11-01T12:00Z --org acme --shadow"
        })
public final class ReplayCommand implements Callable<Integer> {

    @Mixin
    private RangeOptions ranges = new RangeOptions();

    @Mixin
    private SpeedOptions speed = new SpeedOptions();

    @Option(names = "--shadow", description = "Plan it and run it into shadow tables.")
    private boolean shadow;

    private final GlobalOptions options;
    private final PlanMaking making;
    private final Running running;

    public ReplayCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.making = new PlanMaking(options, planes, clock, terminal);
        this.running = new Running(options, planes, clock, terminal);
    }

    @Override
    public Integer call() throws Exception {
        if (!shadow) {
            throw ReplayRefusedException.unclear(
                    "nothing says what to do",
                    "add --shadow to plan and run it, or type `ingestctl replay plan` to see first what it touches");
        }
        RunLimits limits = speed.limits();
        new ReplayConnection(options, 1).close();
        ReplayPlan plan = making.make(ranges);
        Path file = making.write(plan, ranges.file());
        making.showBefore(plan, file);
        return running.run(plan, file.toString(), limits, false).number();
    }
}
