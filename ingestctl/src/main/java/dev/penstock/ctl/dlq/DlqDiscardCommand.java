package dev.penstock.ctl.dlq;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.OutputForm;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterMarks;
import dev.penstock.sink.triage.LetterState;
import dev.penstock.sink.triage.Mark;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl dlq discard`.
@Command(
        name = "discard",
        description = {
            "Give letters up, with a reason: they are no longer open, and no re-drive takes them.",
            "Nothing is deleted; the bytes stay in the topic for as long as it keeps letters. Shows what it would do;"
                    + " --execute does it."
        },
        footer = {"", "Example:", "  ingestctl dlq discard --group 84dfeb46e57ca9a7 --reason 'test traffic' --execute"})
public final class DlqDiscardCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int LONGEST_REASON = 500;

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "<text>",
            description = "Why they may be lost. Kept with each letter, and in the audit log.")
    private String reason = "";

    @Mixin
    private final ExecuteOptions execution = new ExecuteOptions();

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    public DlqDiscardCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (filter.isEmpty()) {
            throw new UnusableOptionException("name the letters, by --group or --stream for example");
        }
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new UnusableOptionException("--reason is a sentence of at most " + LONGEST_REASON + " characters");
        }
        String database = options.clickHouse().database();
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            List<KnownLetter> letters =
                    filter.select(new KnownLetters(pool, database), EnumSet.of(LetterState.OPEN), clock);
            if (options.output() == OutputForm.TABLE) {
                terminal.result(OutputForm.TABLE, table(letters), Map.of());
            }
            if (letters.isEmpty()) {
                tell(0, 0, null);
                terminal.notice("nothing was changed: no open letter is meant");
                return ExitCode.DONE.number();
            }
            ExitCode refusal = execution.refusal(terminal, letters.size(), "discard");
            if (refusal != null) {
                tell(letters.size(), 0, null);
                return refusal.number();
            }
            return discard(letters, new LetterMarks(pool, database));
        }
    }

    private int discard(List<KnownLetter> letters, LetterMarks marks) throws SQLException {
        String run = RunId.of("discard", clock.instant());
        String detail = "run=" + run + " letters=" + letters.size() + " " + filter.text() + " reason=" + reason;
        if (!planes.announce("dlq.discard", "dead-letters", detail, -1)) {
            tell(letters.size(), 0, null);
            return ExitCode.FAILED.number();
        }
        for (List<KnownLetter> chunk : Chunks.of(letters, LetterMarks.MOST)) {
            List<Mark> some =
                    chunk.stream().map(letter -> new Mark(letter, null)).toList();
            marks.add(LetterState.DISCARDED, run, reason, options.actor(), clock.instant(), some);
        }
        tell(letters.size(), letters.size(), run);
        terminal.notice(letters.size() + " letters were discarded, by run " + run);
        return ExitCode.DONE.number();
    }

    private static TextTable table(List<KnownLetter> letters) {
        TextTable table = new TextTable("ORG", "STREAM", "CAUSE", "LETTERS");
        Map<Kind, Long> counts = new TreeMap<>(
                Comparator.comparing(Kind::org).thenComparing(Kind::stream).thenComparing(Kind::cause));
        letters.forEach(letter -> counts.merge(new Kind(letter.org(), letter.stream(), letter.cause()), 1L, Long::sum));
        counts.forEach((of, count) -> table.add(of.org(), of.stream(), of.cause(), count.toString()));
        return table;
    }

    private void tell(long letters, long discarded, @Nullable String run) {
        if (options.output() == OutputForm.JSON) {
            Map<String, @Nullable Object> document = new LinkedHashMap<>();
            document.put("letters", letters);
            document.put("discarded", discarded);
            document.put("changed", discarded > 0);
            document.put("run", run);
            terminal.result(OutputForm.JSON, new TextTable(), document);
        }
    }

    private record Kind(String org, String stream, String cause) {}
}
