package dev.penstock.ctl.replay;

import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.shadow.ReplayState;
import dev.penstock.ctl.replay.shadow.ShadowTables;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl replay status`.
@Command(
        name = "status",
        description = "Show the replays that have tables in ClickHouse, or how far one of them is.",
        footer = {"", "Examples:", "  ingestctl replay status", "  ingestctl replay status --plan 1f0c9d2a7b3e -o json"
        })
public final class ReplayStatusCommand implements Callable<Integer> {

    @Option(names = "--plan", paramLabel = "<file|id>", description = "One replay; all of them by default.")
    private @Nullable String one;

    private final GlobalOptions options;
    private final Running running;
    private final Terminal terminal;

    public ReplayStatusCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.running = new Running(options, planes, clock, terminal);
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        try (ReplayConnection connection = new ReplayConnection(options, 1)) {
            if (one == null) {
                all(connection);
                return ExitCode.DONE.number();
            }
            ReplayPlan plan = connection.plan(one);
            ReplayState state = connection.state(plan.id());
            if (!state.exists()) {
                throw ReplayRefusedException.refused(
                        "replay " + plan.id() + " was not run", "run it with " + Texts.run(one));
            }
            running.report(plan, state, Standing.of(plan, state.progress()));
            return ExitCode.DONE.number();
        }
    }

    private void all(ReplayConnection connection) throws SQLException {
        TextTable table =
                new TextTable("REPLAY", "PLANNED", "STATE", "RECORDS", "READ", "ROWS", "SET ASIDE", "APPLIED");
        List<Map<String, Object>> documents = new ArrayList<>();
        for (String id : new ShadowTables(connection.database()).replays()) {
            ReplayState state = connection.state(id);
            ReplayPlan plan = state.plan();
            Standing standing = Standing.of(plan, state.progress());
            String name = standing.isDone() ? "done" : state.isCancelled() ? "cancelled" : "begun";
            String applied = state.applied().orElse("");
            table.add(
                    id,
                    plan.plannedAt().toString(),
                    name,
                    Long.toString(plan.records()),
                    Long.toString(standing.read()),
                    Long.toString(standing.rows()),
                    Long.toString(standing.aside()),
                    applied.isEmpty() ? "-" : applied);
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("replay", id);
            document.put("planned_at", plan.plannedAt());
            document.put("state", name);
            document.put("records", plan.records());
            document.put("read", standing.read());
            document.put("rows", standing.rows());
            document.put("set_aside", standing.aside());
            document.put("applied", applied.isEmpty() ? null : applied);
            documents.add(document);
        }
        terminal.result(options.output(), table, Map.of("replays", documents));
    }
}
