package dev.penstock.ctl.replay;

import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ingestctl replay plan`.
@Command(
        name = "plan",
        description = {
            "Say exactly which records a replay touches, and write that into a file for `replay run`.",
            "A range is from its first record to before its end. What is out of retention is refused, never left out."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl replay plan --from=120000 --to=180000 --partition=3",
            "  ingestctl replay plan --range=0:100..200 --range=1:50..90",
            "  ingestctl replay plan --from=@2026-11-01T10:00Z --to=-2h --stream orders --where=/country=DE"
        })
public final class ReplayPlanCommand implements Callable<Integer> {

    @Mixin
    private RangeOptions ranges = new RangeOptions();

    private final PlanMaking making;
    private final Terminal terminal;

    public ReplayPlanCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.making = new PlanMaking(options, planes, clock, terminal);
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ReplayPlan plan = making.make(ranges);
        Path file = making.write(plan, ranges.file());
        making.show(plan, file);
        terminal.notice(Texts.NOTHING + ": this is a plan; run it with " + Texts.run(file.toString()));
        return ExitCode.DONE.number();
    }
}
