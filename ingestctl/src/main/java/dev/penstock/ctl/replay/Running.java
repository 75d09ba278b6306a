package dev.penstock.ctl.replay;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.write.ControlUnavailableException;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.live.WritersPressure;
import dev.penstock.ctl.replay.log.EventsLog;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.run.ReplayRun;
import dev.penstock.ctl.replay.run.RowMaker;
import dev.penstock.ctl.replay.run.RunLimits;
import dev.penstock.ctl.replay.shadow.AsideRecord;
import dev.penstock.ctl.replay.shadow.Database;
import dev.penstock.ctl.replay.shadow.ReplayState;
import dev.penstock.ctl.replay.shadow.ShadowTables;
import dev.penstock.ctl.replay.shadow.SpanProgress;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.pressure.PressureLevel;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Normalizer;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.definition.DefinitionSet;
import dev.penstock.normalize.definition.Definitions.Answer;
import dev.penstock.sink.insert.BlockInserts;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/// Runs a plan, from its beginning or from where it was ended, and tells how it goes.
final class Running {

    private static final Duration INSERT = Duration.ofMinutes(1);
    private static final int SHOWN = 10;

    // Longer than a writer may wait for company, and than a deployment takes.
    private static final Duration MOST_LAG = Duration.ofMinutes(1);

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    Running(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    /// Runs it.
    ///
    /// @param file as the plan was named, for what is told
    /// @param resumed whether one that was cancelled goes on
    ExitCode run(ReplayPlan plan, String file, RunLimits limits, boolean resumed)
            throws SQLException, InterruptedException, ControlUnavailableException {
        try (ReplayConnection connection = new ReplayConnection(options, limits.parallel() + 2)) {
            ReplayState state = connection.state(plan.id());
            boolean begun = state.exists();
            EventsLog log = ReplayConnection.log(options);
            ReplayRun.recheck(plan, log, begun ? state.progress() : List.of());
            if (begun && state.isCancelled() && !resumed) {
                throw ReplayRefusedException.refused(
                        "replay " + plan.id() + " was cancelled", "add --resume to let it go on");
            }
            ControlState control = planes.open().read();
            if (control.revision() < plan.revision()) {
                throw ReplayRefusedException.refused(
                        "the control topic ends at revision " + control.revision() + ", and the plan is of revision "
                                + plan.revision(),
                        "plan again with `ingestctl replay plan`");
            }
            Map<StreamName, StreamFact> facts = control.streamsAt(plan.revision());
            DefinitionSet definitions = DefinitionSet.of(facts.values());
            new ShadowTables(connection.database()).create(plan, tables(plan, facts.keySet(), definitions));
            state.create(plan, clock.millis());
            if (begun && resumed) {
                state.cancel(false, clock.millis());
            }
            terminal.notice("replay " + plan.id() + (begun ? " goes on" : " begins")
                    + "; should it be interrupted, run " + Texts.run(file) + " again");
            RowMaker maker =
                    new RowMaker(new Normalizer(definitions), aside(plan, control), plan.filter(), plan::shadowOf);
            BlockInserts sink = new BlockInserts(
                    connection.pool(),
                    options.clickHouse(),
                    limits.parallel(),
                    INSERT,
                    limits.yields() ? Map.of("os_thread_priority", Database.NICENESS) : Map.of());
            ReplayRun run = new ReplayRun(plan, log, maker, sink, state, clock);
            return end(plan, file, state, run(run, limits, plan));
        }
    }

    private boolean run(ReplayRun run, RunLimits limits, ReplayPlan plan) throws SQLException, InterruptedException {
        if (!limits.yields()) {
            return run.run(limits, () -> false, telling(plan));
        }
        terminal.notice("it works " + limits.share() + " % of the time, and waits while writers are behind; --share=100"
                + " makes it as fast as it goes, whatever that does to others");
        try (WritersPressure pressure = new WritersPressure(options.topicPrefix(), options.kafka(), clock)) {
            return run.run(limits, () -> busy(pressure), telling(plan));
        }
    }

    private boolean busy(WritersPressure pressure) {
        boolean busy = pressure.now().stream()
                .anyMatch(one -> one.level() != PressureLevel.FINE || one.lag().compareTo(MOST_LAG) > 0);
        if (busy) {
            terminal.notice("waiting for the writers, which are behind");
        }
        return busy;
    }

    private ExitCode end(ReplayPlan plan, String file, ReplayState state, boolean whole) throws SQLException {
        Standing standing = Standing.of(plan, state.progress());
        report(plan, state, standing);
        if (!whole) {
            terminal.notice("replay " + plan.id() + " was cancelled; no live table was changed");
            return ExitCode.INTERRUPTED;
        }
        ExitCode told = planes.audit(
                "replay.run",
                Texts.subject(plan),
                standing.rows() + " rows in " + plan.tablePrefix() + "shadow_*, " + standing.aside() + " set aside",
                plan.revision());
        if (standing.read() != plan.records()) {
            terminal.error("the plan counted " + Texts.records(plan.records()) + " and the run read " + standing.read()
                    + ": the topic is not what it was");
            return ExitCode.DIFFERENCES;
        }
        terminal.notice("no live table was changed; compare with `ingestctl replay diff --plan " + file + "`");
        return told;
    }

    /// Shows how far a replay is, as the result of the command.
    void report(ReplayPlan plan, ReplayState state, Standing standing) throws SQLException {
        TextTable table = new TextTable("PARTITION", "FROM", "TO (EXCLUSIVE)", "NEXT", "READ", "ROWS", "SET ASIDE");
        List<Map<String, Object>> spans = new ArrayList<>();
        for (int i = 0; i < standing.spans().size(); i++) {
            SpanProgress progress = standing.spans().get(i);
            long to = plan.spans().get(i).span().to();
            table.add(
                    Integer.toString(progress.partition()),
                    Long.toString(progress.from()),
                    Long.toString(to),
                    Long.toString(progress.next()),
                    Long.toString(progress.read()),
                    Long.toString(progress.rows()),
                    Long.toString(progress.aside()));
            Map<String, Object> span = new LinkedHashMap<>();
            span.put("partition", progress.partition());
            span.put("from", progress.from());
            span.put("to", to);
            span.put("next", progress.next());
            span.put("read", progress.read());
            span.put("rows", progress.rows());
            span.put("set_aside", progress.aside());
            spans.add(span);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("replay", plan.id());
        document.put("state", standing.isDone() ? "done" : state.isCancelled() ? "cancelled" : "begun");
        document.put("applied", state.applied().orElse(null));
        document.put("records", plan.records());
        document.put("read", standing.read());
        document.put("rows", standing.rows());
        document.put("set_aside", standing.aside());
        document.put("set_aside_by_cause", state.asideByCause());
        document.put("spans", spans);
        terminal.result(options.output(), table, document);
        if (standing.aside() > 0) {
            terminal.notice(Texts.records(standing.aside()) + " make no row: " + state.asideByCause());
            for (AsideRecord record : state.aside(SHOWN)) {
                terminal.notice("  " + record.partition() + ":" + record.offset() + " " + record.cause()
                        + (record.column().isEmpty()
                                ? ""
                                : " in " + record.column().replaceAll("\\p{Cntrl}", "?")));
            }
            terminal.notice("all of them are in the table " + plan.database() + "." + plan.tablePrefix() + "aside");
        }
    }

    private LongConsumer telling(ReplayPlan plan) {
        long begun = System.nanoTime();
        long[] first = {-1};
        return read -> {
            first[0] = first[0] < 0 ? read : first[0];
            long seconds =
                    Math.max(1, Duration.ofNanos(System.nanoTime() - begun).toSeconds());
            long percent = plan.records() == 0 ? 100 : 100 * read / plan.records();
            terminal.progress(
                    read,
                    plan.records(),
                    percent + " %, " + read + " of " + Texts.records(plan.records()) + ", "
                            + (read - first[0]) / seconds + " a second");
        };
    }

    // What a halted stream has sent is parked, and comes back by itself. Who names it means its rows all the same.
    private static Set<StreamName> aside(ReplayPlan plan, ControlState control) {
        Set<StreamName> halted = new HashSet<>(control.haltedAt(plan.revision()).keySet());
        halted.removeIf(stream -> plan.filter().streams().contains(stream.value()));
        return halted;
    }

    // The live tables that rows may be for.
    private static Set<String> tables(ReplayPlan plan, Set<StreamName> defined, DefinitionSet definitions) {
        Set<String> tables = new TreeSet<>(Set.of(Shape.COMMON.table()));
        List<String> wanted = plan.filter().streams();
        for (StreamName stream : defined) {
            if ((wanted.isEmpty() || wanted.contains(stream.value()))
                    && definitions.of(stream) instanceof Answer.Defined defines) {
                tables.add(defines.definition().shape().table());
            }
        }
        return tables;
    }
}
