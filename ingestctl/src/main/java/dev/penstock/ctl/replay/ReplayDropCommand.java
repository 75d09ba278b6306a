package dev.penstock.ctl.replay;

import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.shadow.ShadowTables;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ingestctl replay drop`.
@Command(
        name = "drop",
        description = "Take the tables of a replay away: its shadows and what is known of it. Live tables stay.",
        footer = {"", "Example:", "  ingestctl replay drop --plan 1f0c9d2a7b3e --execute"})
public final class ReplayDropCommand implements Callable<Integer> {

    @Mixin
    private PlanOption which = new PlanOption();

    @Mixin
    private ChangeOptions change = new ChangeOptions();

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public ReplayDropCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        try (ReplayConnection connection = new ReplayConnection(options, 1)) {
            ReplayPlan plan = connection.plan(which.plan());
            ShadowTables tables = new ShadowTables(connection.database());
            List<String> names = tables.of(plan.id());
            if (names.isEmpty()) {
                throw ReplayRefusedException.refused(
                        "replay " + plan.id() + " has no tables", "`ingestctl replay status` lists those that have");
            }
            show(plan, names);
            if (!change.execute()) {
                terminal.notice(Texts.NOTHING + ": add --execute");
                return ExitCode.DONE.number();
            }
            if (!change.isConfirmed(terminal, "Drop these tables of replay " + plan.id() + "?")) {
                return ExitCode.REFUSED.number();
            }
            tables.drop(plan.id());
            terminal.notice(names.size() + " tables of replay " + plan.id() + " dropped; no live table was changed");
            return planes.audit("replay.drop", Texts.subject(plan), String.join(", ", names), plan.revision())
                    .number();
        }
    }

    private void show(ReplayPlan plan, List<String> names) {
        TextTable table = new TextTable("TABLE");
        names.forEach(table::add);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("replay", plan.id());
        document.put("tables", names);
        terminal.result(options.output(), table, document);
    }
}
