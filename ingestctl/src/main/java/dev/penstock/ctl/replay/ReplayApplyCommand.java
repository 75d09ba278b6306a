package dev.penstock.ctl.replay;

import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.shadow.Addition;
import dev.penstock.ctl.replay.shadow.Replacement;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl replay apply`.
@Command(
        name = "apply",
        description = {
            "Put the events of a replay that no live table has into the live tables. Nothing there is changed or deleted,"
                    + " and the writers go on meanwhile.",
            "May be run again at any time: it adds what is missing then.",
            "With --offline, whole partitions of the replay take the place of the live ones: what is live and wrong goes,"
                    + " too. Only for streams that have a table of their own and are halted since before the plan."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl replay apply --plan replay-1f0c9d2a7b3e.json",
            "  ingestctl replay apply --plan replay-1f0c9d2a7b3e.json --execute",
            "  ingestctl replay apply --plan replay-1f0c9d2a7b3e.json --offline"
        })
public final class ReplayApplyCommand implements Callable<Integer> {

    @Mixin
    private PlanOption which = new PlanOption();

    @Mixin
    private ChangeOptions change = new ChangeOptions();

    @Option(
            names = "--offline",
            description = "Replace partitions, while their stream is halted. Refused when a live row would be lost.")
    private boolean offline;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    public ReplayApplyCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        try (ReplayConnection connection = new ReplayConnection(options, 1)) {
            ReplayPlan plan = connection.finished(which.plan());
            if (offline) {
                return new OfflineApply(options, planes, clock, terminal)
                        .apply(plan, new Replacement(connection.database(), plan), change)
                        .number();
            }
            Addition addition = new Addition(connection.database(), plan);
            Map<String, Long> missing = addition.missing();
            if (!change.execute() || sum(missing) == 0) {
                show(plan, missing, false);
                terminal.notice(
                        sum(missing) == 0
                                ? "no event is missing; " + Texts.NOTHING
                                : Texts.events(sum(missing)) + " would be added; " + Texts.NOTHING + ": add --execute");
                return ExitCode.DONE.number();
            }
            if (!change.isConfirmed(
                    terminal, "Add " + Texts.events(sum(missing)) + " to live tables of " + plan.database() + "?")) {
                return ExitCode.REFUSED.number();
            }
            Map<String, Long> added = addition.apply(clock.instant());
            show(plan, added, true);
            terminal.notice(Texts.events(sum(added)) + " added to live tables; nothing else was changed");
            return planes.audit("replay.apply", Texts.subject(plan), "added " + added, plan.revision())
                    .number();
        }
    }

    private void show(ReplayPlan plan, Map<String, Long> counts, boolean done) {
        TextTable table = new TextTable("TABLE", done ? "ADDED" : "MISSING");
        counts.forEach((name, count) -> table.add(name, Long.toString(count)));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("replay", plan.id());
        document.put("applied", done);
        document.put("ingested_at", plan.plannedAt());
        document.put(done ? "added" : "missing", counts);
        terminal.result(options.output(), table, document);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
