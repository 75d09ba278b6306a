package dev.penstock.ctl.replay;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.write.ControlUnavailableException;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.replay.shadow.Replacement;
import dev.penstock.ctl.replay.shadow.Replacement.Swap;
import dev.penstock.ctl.streams.WritersProgress;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.definition.DefinitionSet;
import dev.penstock.normalize.definition.Definitions.Answer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Puts whole partitions of a replay in place of live ones, while the streams whose tables these are stand still:
/// halted
/// in the control topic, so that writers park their events and insert nothing, before the replay was planned and until
/// somebody lets them run again.
final class OfflineApply {

    private static final Duration SETTLED = Duration.ofMinutes(2);

    // A writer that has not heard of the halt inserts again within its linger, which is a second or two.
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    OfflineApply(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    /// Shows what would be swapped, and with `--execute` does it.
    ExitCode apply(ReplayPlan plan, Replacement replacement, ChangeOptions change)
            throws SQLException, ControlUnavailableException, InterruptedException {
        List<Swap> swaps = replacement.swaps();
        Map<String, StreamName> streams = streams(swaps);
        for (Swap swap : swaps) {
            replacement.prove(swap);
        }
        if (!change.execute() || swaps.isEmpty()) {
            show(plan, swaps, streams, false);
            terminal.notice(
                    swaps.isEmpty()
                            ? "the shadow tables are empty; " + Texts.NOTHING
                            : swaps.size() + " partitions would be replaced, and " + Texts.events(gone(swaps))
                                    + " that the replay does not make be gone; " + Texts.NOTHING + ": add --execute");
            return ExitCode.DONE;
        }
        if (!change.isConfirmed(
                terminal,
                "Replace " + swaps.size() + " partitions of live tables of " + plan.database() + ", so that "
                        + Texts.events(gone(swaps)) + " are gone?")) {
            return ExitCode.REFUSED;
        }
        awaitSilence(swaps, replacement);
        for (Swap swap : swaps) {
            // Once more: it is what makes the next statement safe.
            replacement.prove(swap);
            replacement.replace(swap);
        }
        replacement.applied(clock.instant());
        show(plan, swaps, streams, true);
        terminal.notice(swaps.size() + " partitions of live tables were replaced; nothing else was changed");
        streams.values().forEach(this::tellHowToResume);
        return planes.audit("replay.apply", Texts.subject(plan), "replaced " + swaps, plan.revision());
    }

    /// The stream of each table. A halt is of one stream, so only tables that are one stream's can be fenced.
    private Map<String, StreamName> streams(List<Swap> swaps) throws ControlUnavailableException {
        ControlState control = planes.open().read();
        DefinitionSet definitions =
                DefinitionSet.of(control.streamsAt(control.revision()).values());
        Map<String, StreamName> streams = new TreeMap<>();
        for (Swap swap : swaps) {
            if (swap.table().equals(Shape.COMMON.table())) {
                throw ReplayRefusedException.refused(
                        swap.table()
                                + " has the events of many streams, some of which nobody has defined, so no halt keeps"
                                + " writers from it",
                        "leave --offline out, which only adds; or plan with --stream for one that has a table of its own");
            }
            List<StreamName> writing = new ArrayList<>();
            for (StreamName stream : control.streamsAt(control.revision()).keySet()) {
                if (definitions.of(stream) instanceof Answer.Defined defines
                        && defines.definition().shape().table().equals(swap.table())) {
                    writing.add(stream);
                }
            }
            if (writing.size() == 1 && !control.haltedAt(control.revision()).containsKey(writing.getFirst())) {
                throw ReplayRefusedException.refused(
                        "stream " + writing.getFirst() + " runs, and what writers insert meanwhile would be lost",
                        "halt it with `ingestctl streams halt " + writing.getFirst() + "`, and plan again after that");
            }
            if (writing.size() != 1) {
                throw ReplayRefusedException.refused(
                        "the table " + swap.table() + " is that of the streams " + writing + " by now",
                        "leave --offline out, which only adds");
            }
            streams.put(swap.table(), writing.getFirst());
        }
        return streams;
    }

    private void awaitSilence(List<Swap> swaps, Replacement replacement) throws SQLException, InterruptedException {
        terminal.notice("waiting until writers have settled what they had");
        if (!new WritersProgress(options.topicPrefix(), options.kafka()).awaitSettled(SETTLED)) {
            throw ReplayRefusedException.stopped(
                    "the writers did not settle what was sent before the halt, so one may insert still; no table was"
                            + " changed",
                    "see `ingestctl lag`, and run the command again when they have caught up");
        }
        Instant settled = clock.instant();
        TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
        for (Swap swap : swaps) {
            if (replacement.isInsertedInto(swap, settled)) {
                throw ReplayRefusedException.stopped(
                        "somebody inserts into " + swap.table()
                                + " although its stream is halted; no table was changed",
                        "see whether a writer does not follow the control topic (`ingestctl doctor`)");
            }
        }
    }

    private static long gone(List<Swap> swaps) {
        return swaps.stream().mapToLong(Swap::gone).sum();
    }

    private void tellHowToResume(StreamName stream) {
        terminal.notice("stream " + stream + " is halted: `ingestctl streams resume " + stream + "` lets it run again");
    }

    private void show(ReplayPlan plan, List<Swap> swaps, Map<String, StreamName> streams, boolean done) {
        TextTable table = new TextTable("TABLE", "PARTITION", "STREAM", "LIVE ROWS", "ROWS INSTEAD", "GONE");
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Swap swap : swaps) {
            StreamName stream = streams.getOrDefault(swap.table(), StreamName.DEFAULT);
            table.add(
                    swap.table(),
                    swap.partition(),
                    stream.value(),
                    Long.toString(swap.liveRows()),
                    Long.toString(swap.shadowRows()),
                    Long.toString(swap.gone()));
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", swap.table());
            document.put("partition", swap.partition());
            document.put("stream", stream);
            document.put("live_rows", swap.liveRows());
            document.put("rows_instead", swap.shadowRows());
            document.put("gone", swap.gone());
            documents.add(document);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("replay", plan.id());
        document.put("replaced", done);
        document.put("partitions", documents);
        terminal.result(options.output(), table, document);
    }
}
