package dev.penstock.ctl.replay;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.shadow.Comparison;
import dev.penstock.ctl.replay.shadow.Difference;
import dev.penstock.ctl.replay.shadow.DifferentEvent;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl replay diff`.
@Command(
        name = "diff",
        description = {
            "Compare the shadow tables of a replay with the live ones, event by event.",
            "Ends with 3 when they differ: missing events are in no live table, extra ones are live though the plan's"
                    + " records do not make them, changed ones say something else."
        },
        footer = {"", "Example:", "  ingestctl replay diff --plan replay-1f0c9d2a7b3e.json --samples 20"})
public final class ReplayDiffCommand implements Callable<Integer> {

    private static final int MOST_SAMPLES = 1_000;

    @Mixin
    private PlanOption which = new PlanOption();

    @Option(
            names = "--samples",
            paramLabel = "<n>",
            defaultValue = "5",
            description = "Events of each kind to show, 0 to " + MOST_SAMPLES + " (now ${DEFAULT-VALUE}).")
    private int samples;

    private final GlobalOptions options;
    private final Terminal terminal;

    public ReplayDiffCommand(GlobalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (samples < 0 || samples > MOST_SAMPLES) {
            throw new UnusableOptionException("--samples is 0 to " + MOST_SAMPLES + ": " + samples);
        }
        try (ReplayConnection connection = new ReplayConnection(options, 1)) {
            ReplayPlan plan = connection.finished(which.plan());
            Comparison.Result result = new Comparison(connection.database(), plan).compare(samples);
            show(plan, result);
            if (result.isSame()) {
                terminal.notice("nothing differs; " + Texts.NOTHING);
                return ExitCode.DONE.number();
            }
            if (result.counts().stream().anyMatch(count -> count.missing() > 0)) {
                terminal.notice("`ingestctl replay apply --plan " + which.plan()
                        + " --execute` puts what is missing into" + " the live tables");
            }
            terminal.notice("they differ; " + Texts.NOTHING);
            return ExitCode.DIFFERENCES.number();
        }
    }

    private void show(ReplayPlan plan, Comparison.Result result) {
        TextTable table = new TextTable("TABLE", "ORGANIZATION", "STREAM", "SAME", "MISSING", "EXTRA", "CHANGED");
        List<Map<String, Object>> counts = new ArrayList<>();
        for (Difference count : result.counts()) {
            table.add(
                    count.table(),
                    count.organization(),
                    count.stream(),
                    Long.toString(count.same()),
                    Long.toString(count.missing()),
                    Long.toString(count.extra()),
                    Long.toString(count.changed()));
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", count.table());
            document.put("organization", count.organization());
            document.put("stream", count.stream());
            document.put("same", count.same());
            document.put("missing", count.missing());
            document.put("extra", count.extra());
            document.put("changed", count.changed());
            counts.add(document);
        }
        List<Map<String, Object>> events = new ArrayList<>();
        for (DifferentEvent event : result.samples()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("kind", event.kind());
            document.put("table", event.table());
            document.put("organization", event.organization());
            document.put("stream", event.stream());
            document.put("timestamp", event.timestamp());
            document.put("event_id", event.eventId());
            document.put("partition", event.partition());
            document.put("offset", event.offset());
            document.put("columns", event.columns());
            events.add(document);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("replay", plan.id());
        document.put("same", result.isSame());
        document.put("counts", counts);
        document.put("samples", events);
        terminal.result(options.output(), table, document);
        for (DifferentEvent event : result.samples()) {
            terminal.notice("  " + event.kind() + " " + event.organization() + "/" + event.stream() + " "
                    + event.timestamp() + " " + event.eventId() + " at " + event.partition() + ":" + event.offset()
                    + (event.columns().isEmpty() ? "" : ", other " + event.columns()));
        }
        if (plan.filter().where() != null) {
            terminal.notice("extra events were not looked for: what --where says of an event as it was sent, its row"
                    + " does not tell");
        }
    }
}
