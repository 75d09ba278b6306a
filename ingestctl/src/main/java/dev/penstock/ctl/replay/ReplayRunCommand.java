package dev.penstock.ctl.replay;

import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.plan.PlanText;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.run.ReplayRun;
import dev.penstock.ctl.replay.shadow.ReplayState;
import dev.penstock.ctl.replay.shadow.SpanProgress;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl replay run`.
@Command(
        name = "run",
        description = {
            "Make the rows of a plan, in shadow tables that no dashboard reads. Belongs to no group and commits nothing.",
            "May be killed and run again: it goes on where it was, and no row is lost or there twice."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl replay run --plan replay-1f0c9d2a7b3e.json",
            "  ingestctl replay run --plan 1f0c9d2a7b3e --execute --max-rows-per-second 20000"
        })
public final class ReplayRunCommand implements Callable<Integer> {

    @Mixin
    private PlanOption which = new PlanOption();

    @Mixin
    private SpeedOptions speed = new SpeedOptions();

    @Option(names = "--execute", description = "Do it. Without it, only what would be done is shown.")
    private boolean execute;

    @Option(names = "--resume", description = "Go on with a replay that was cancelled.")
    private boolean resume;

    private final GlobalOptions options;
    private final Running running;
    private final Terminal terminal;

    public ReplayRunCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.running = new Running(options, planes, clock, terminal);
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ReplayPlan plan;
        try (ReplayConnection connection = new ReplayConnection(options, 1)) {
            plan = connection.plan(which.plan());
            if (!execute) {
                ReplayState state = connection.state(plan.id());
                List<SpanProgress> progress = state.exists() ? state.progress() : List.of();
                ReplayRun.recheck(plan, ReplayConnection.log(options), progress);
                terminal.result(options.output(), plan.id(), PlanText.document(plan));
                terminal.notice(Texts.records(
                                plan.records() - Standing.of(plan, progress).read())
                        + " are to be read, into tables named " + plan.tablePrefix() + "shadow_*");
                terminal.notice(Texts.NOTHING + ": add --execute");
                return ExitCode.DONE.number();
            }
        }
        return running.run(plan, which.plan(), speed.limits(), resume).number();
    }
}
