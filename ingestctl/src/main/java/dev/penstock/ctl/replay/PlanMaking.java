package dev.penstock.ctl.replay;

import dev.penstock.control.write.ControlUnavailableException;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.replay.log.EventsLog;
import dev.penstock.ctl.replay.log.Survey;
import dev.penstock.ctl.replay.log.TopicIdentity;
import dev.penstock.ctl.replay.plan.AskedRange;
import dev.penstock.ctl.replay.plan.LogFacts;
import dev.penstock.ctl.replay.plan.OffsetSpan;
import dev.penstock.ctl.replay.plan.PartitionLog;
import dev.penstock.ctl.replay.plan.PlanText;
import dev.penstock.ctl.replay.plan.PlannedSpan;
import dev.penstock.ctl.replay.plan.RangeDecision;
import dev.penstock.ctl.replay.plan.ReplayFilter;
import dev.penstock.ctl.replay.plan.ReplayPlan;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.terminal.Json;
import dev.penstock.ctl.terminal.OutputForm;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Makes a plan, shows it, and writes its file.
final class PlanMaking {

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    PlanMaking(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    /// Makes the plan of what was asked for. Reads every record it touches, to count them.
    ///
    /// @throws ControlUnavailableException when the control topic cannot be read
    ReplayPlan make(RangeOptions ranges) throws ControlUnavailableException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<AskedRange> asked = ranges.asked(now);
        ReplayFilter filter = ranges.filter();
        String database = options.clickHouse().database();
        EventsLog log = ReplayConnection.log(options);
        TopicIdentity identity = log.identity();
        LogFacts facts = log.facts(asked.stream()
                .flatMap(range -> range.times().stream())
                .distinct()
                .toList());
        List<OffsetSpan> spans = RangeDecision.decide(asked, facts);
        long revision = planes.open().read().revision();
        Survey survey = new Survey(log, filter);
        List<PlannedSpan> planned = new ArrayList<>();
        for (OffsetSpan span : spans) {
            planned.add(survey.of(span, log(facts, span.partition()), told(span)));
        }
        return new ReplayPlan(
                identity.cluster(), identity.topic(), identity.id(), planned, filter, revision, now, database);
    }

    /// Writes its file.
    ///
    /// @param wanted null for one that is named after the plan
    Path write(ReplayPlan plan, @Nullable Path wanted) throws IOException {
        Path file = wanted == null ? Path.of("replay-" + plan.id() + ".json") : wanted;
        try {
            Files.writeString(
                    file,
                    Json.of(PlanText.document(plan)) + "\n",
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw ReplayRefusedException.refused("there is a file " + file + " already", "name another --plan-file");
        }
        return file;
    }

    /// Shows the plan as the result of the command.
    void show(ReplayPlan plan, Path file) {
        TextTable table = new TextTable(
                "PARTITION",
                "LOG START",
                "LOG END",
                "FROM",
                "TO (EXCLUSIVE)",
                "LAST",
                "RECORDS",
                "MATCHING",
                "BYTES",
                "FIRST TIME",
                "LAST TIME");
        for (PlannedSpan planned : plan.spans()) {
            OffsetSpan span = planned.span();
            table.add(
                    Integer.toString(span.partition()),
                    Long.toString(planned.logStart()),
                    Long.toString(planned.logEnd()),
                    Long.toString(span.from()),
                    Long.toString(span.to()),
                    span.size() == 0 ? "-" : Long.toString(span.to() - 1),
                    Long.toString(planned.records()),
                    Long.toString(planned.matching()),
                    Long.toString(planned.bytes()),
                    text(planned.first()),
                    text(planned.last()));
        }
        Map<String, Object> document = new LinkedHashMap<>(PlanText.document(plan));
        document.put("target", plan.shadowOf("events_raw").replaceAll("events$", "*"));
        document.put("file", file.toString());
        terminal.result(options.output(), table, document);
        tell(plan, file);
    }

    /// Shows the plan where its rows are made at once: to people only, for programs get one document of a command.
    void showBefore(ReplayPlan plan, Path file) {
        if (options.output() == OutputForm.TABLE) {
            show(plan, file);
        } else {
            tell(plan, file);
        }
    }

    private void tell(ReplayPlan plan, Path file) {
        terminal.notice("replay " + plan.id() + " of topic " + plan.topic() + " (" + plan.topicId() + ", cluster "
                + plan.cluster() + ") into " + plan.database() + "." + plan.tablePrefix() + "shadow_*, by the"
                + " definitions at revision " + plan.revision());
        terminal.notice("the plan is in " + file);
    }

    private LongConsumer told(OffsetSpan span) {
        return read -> terminal.progress(
                read,
                Math.max(span.size(), read + 1),
                "counted " + read + " of at most " + Texts.records(span.size()) + " of partition " + span.partition());
    }

    private static PartitionLog log(LogFacts facts, int partition) {
        return facts.partitions().stream()
                .filter(log -> log.partition() == partition)
                .findFirst()
                .orElseThrow();
    }

    private static String text(@Nullable Instant time) {
        return time == null ? "-" : time.toString();
    }
}
