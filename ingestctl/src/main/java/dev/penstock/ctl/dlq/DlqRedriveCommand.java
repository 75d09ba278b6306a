package dev.penstock.ctl.dlq;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.limits.Rate;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.OutputForm;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.topic.Topic;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.insert.Rehearsals;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterMarks;
import dev.penstock.sink.triage.LetterState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl dlq redrive`. Sends what fits now, and nothing else: what does not would only become a letter again, and
/// enough of those would halt its stream.
@Command(
        name = "redrive",
        description = {
            "Send the events of open letters that fit now to the topic of events again, under the same event ids and"
                    + " with the same times, and mark the letters.",
            "May be interrupted and run again: what is marked is not sent again, and an event that comes twice is"
                    + " stored once. Shows what it would do; --execute does it."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl dlq redrive --stream orders",
            "  ingestctl dlq redrive --group 84dfeb46e57ca9a7 --rate 200 --execute",
            "  ingestctl dlq redrive --stream orders --limit 10 --execute --yes"
        })
public final class DlqRedriveCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Option(names = "--all", description = "All open letters, where no filter is given.")
    private boolean all;

    @Option(
            names = "--again",
            description = "Also letters that were re-driven and whose events were not seen in a table since.")
    private boolean again;

    @Option(
            names = "--rate",
            paramLabel = "<n>",
            defaultValue = "1000",
            description = "Events a second at most, or none for no limit (now ${DEFAULT-VALUE}).")
    private Rate rate = new Rate(null);

    @Mixin
    private final ExecuteOptions execution = new ExecuteOptions();

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    public DlqRedriveCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (filter.isEmpty() && !all) {
            throw new UnusableOptionException("name the letters, by --group or --stream for example, or say --all");
        }
        if (rate.perSecond() != null && rate.perSecond() == 0) {
            throw new UnusableOptionException("--rate is a number above 0, or none");
        }
        String database = options.clickHouse().database();
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE);
                LetterRecords records = new LetterRecords(options.topicPrefix(), options.kafka())) {
            Examination examination = new Examination(planes.open().read(), new Rehearsals(pool, database));
            Examined examined = new Examined(records, examination);
            EnumSet<LetterState> states =
                    again ? EnumSet.of(LetterState.OPEN, LetterState.REDRIVEN) : EnumSet.of(LetterState.OPEN);
            List<KnownLetter> letters = filter.select(new KnownLetters(pool, database), states, clock);
            Findings findings = examined.all(letters);
            long fitting = findings.of(Outlook.FITS);
            if (options.output() == OutputForm.TABLE) {
                terminal.result(OutputForm.TABLE, findings.table(), Map.of());
            }
            findings.advice().forEach(terminal::notice);
            if (fitting == 0) {
                tell(findings, null, 0);
                terminal.notice("nothing was changed: "
                        + (letters.isEmpty()
                                ? "no open letter is meant"
                                : "none of " + letters.size() + " letters fits now"));
                return (letters.isEmpty() ? ExitCode.DONE : ExitCode.DIFFERENCES).number();
            }
            ExitCode refusal = execution.refusal(terminal, fitting, "re-drive");
            if (refusal != null) {
                tell(findings, null, 0);
                return refusal.number();
            }
            return send(letters, examined, findings, examination.revision(), new LetterMarks(pool, database));
        }
    }

    private int send(List<KnownLetter> letters, Examined examined, Findings findings, long revision, LetterMarks marks)
            throws SQLException {
        String id = RunId.of("redrive", clock.instant());
        String what = (filter.isEmpty() ? "all" : filter.text()) + (again ? " again" : "");
        String detail = "run=" + id + " letters=" + findings.of(Outlook.FITS) + " " + what;
        if (!planes.announce("dlq.redrive", "dead-letters", detail, revision)) {
            tell(findings, null, 0);
            return ExitCode.FAILED.number();
        }
        Redriver.Run run = new Redriver.Run(id, options.actor(), "", revision, rate.perSecond());
        long fitting = findings.of(Outlook.FITS);
        try (Redriver redriver = new Redriver(options.topicPrefix(), options.kafka(), marks, run, clock)) {
            for (List<KnownLetter> chunk : Chunks.of(letters, Redriver.AT_ONCE)) {
                redriver.send(examined.ready(chunk, new Findings()));
                terminal.progress(
                        redriver.sent(),
                        Math.max(fitting, redriver.sent() + 1),
                        redriver.sent() + " of " + fitting + " events sent so far");
            }
            tell(findings, id, redriver.sent());
            terminal.notice(redriver.sent() + " events were sent to " + Topic.EVENTS.name(options.topicPrefix())
                    + " and their letters marked as redriven, by run " + id + "; "
                    + (findings.total() - redriver.sent()) + " letters were left as they are");
            return (redriver.sent() == findings.total() ? ExitCode.DONE : ExitCode.DIFFERENCES).number();
        }
    }

    private void tell(Findings findings, @Nullable String run, long sent) {
        if (options.output() == OutputForm.JSON) {
            Map<String, @Nullable Object> document = new LinkedHashMap<>();
            document.put("letters", findings.total());
            document.put("fit", findings.of(Outlook.FITS));
            document.put("redriven", sent);
            document.put("changed", sent > 0);
            document.put("run", run);
            document.put("findings", findings.documents());
            terminal.result(OutputForm.JSON, new TextTable(), document);
        }
    }
}
