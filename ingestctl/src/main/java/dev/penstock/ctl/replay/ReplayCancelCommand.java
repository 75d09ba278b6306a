package dev.penstock.ctl.replay;

import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.shadow.ReplayState;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl replay cancel`.
@Command(
        name = "cancel",
        description = "Have a replay stop that runs, wherever it runs: after what it is inserting now.",
        footer = {"", "Example:", "  ingestctl replay cancel --plan 1f0c9d2a7b3e --execute"})
public final class ReplayCancelCommand implements Callable<Integer> {

    @Mixin
    private PlanOption which = new PlanOption();

    @Option(names = "--execute", description = "Do it. Without it, only what would be done is shown.")
    private boolean execute;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    public ReplayCancelCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        try (ReplayConnection connection = new ReplayConnection(options, 1)) {
            ReplayPlan plan = connection.plan(which.plan());
            ReplayState state = connection.state(plan.id());
            if (!state.exists() || Standing.of(plan, state.progress()).isDone()) {
                throw ReplayRefusedException.refused(
                        "replay " + plan.id() + " does not run",
                        "`ingestctl replay status` shows which one does, and `ingestctl replay drop` takes its tables"
                                + " away");
            }
            if (!execute) {
                terminal.result(options.output(), plan.id(), Map.of("replay", plan.id(), "state", "begun"));
                terminal.notice(Texts.NOTHING + ": add --execute");
                return ExitCode.DONE.number();
            }
            state.cancel(true, clock.millis());
            terminal.result(options.output(), plan.id(), Map.of("replay", plan.id(), "state", "cancelled"));
            terminal.notice("replay " + plan.id() + " is cancelled; no live table was changed");
            return planes.audit("replay.cancel", Texts.subject(plan), "", plan.revision())
                    .number();
        }
    }
}
