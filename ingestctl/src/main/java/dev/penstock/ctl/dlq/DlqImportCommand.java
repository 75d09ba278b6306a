package dev.penstock.ctl.dlq;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.limits.Rate;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.model.wire.MalformedRecordException;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.insert.Rehearsals;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterFilter;
import dev.penstock.sink.triage.LetterMarks;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl dlq import`. All lines are good, or none is sent.
@Command(
        name = "import",
        description = {
            "Send edited events of a file that `dlq export` wrote, under their own event ids and with their own times.",
            "Every line is compared with its letter and measured as `dlq dry-run` does; if one does not fit, nothing"
                    + " is sent. Letters that are not open any more are passed over. Shows what it would do; --execute"
                    + " does it."
        },
        footer = {"", "Example:", "  ingestctl dlq import -f letters.ndjson --execute"})
public final class DlqImportCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int MOST_FAULTS = 50;

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "<file>",
            description = "The lines.")
    private @Nullable Path file;

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

    private final List<String> faults = new ArrayList<>();
    private long passedOver;

    public DlqImportCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path from = Objects.requireNonNull(file);
        Map<SourceCoordinates, ImportedLine> lines = ImportedFile.read(from, faults);
        String database = options.clickHouse().database();
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE);
                LetterRecords records = new LetterRecords(options.topicPrefix(), options.kafka())) {
            Examination examination = new Examination(planes.open().read(), new Rehearsals(pool, database));
            List<Ready> events = events(lines, new KnownLetters(pool, database), records, examination);
            if (!faults.isEmpty()) {
                faults.stream().limit(MOST_FAULTS).forEach(terminal::error);
                if (faults.size() > MOST_FAULTS) {
                    terminal.error("and " + (faults.size() - MOST_FAULTS) + " more");
                }
                tell(0, null);
                terminal.notice("nothing was changed: " + faults.size() + " faults");
                return ExitCode.REFUSED.number();
            }
            if (passedOver > 0) {
                terminal.notice(passedOver + " lines are of letters that are not open any more");
            }
            if (events.isEmpty()) {
                tell(0, null);
                terminal.notice("nothing was changed: there is no line of an open letter");
                return ExitCode.DONE.number();
            }
            ExitCode refusal = execution.refusal(terminal, events.size(), "send");
            if (refusal != null) {
                tell(0, null);
                return refusal.number();
            }
            return send(events, examination.revision(), new LetterMarks(pool, database));
        }
    }

    private int send(List<Ready> events, long revision, LetterMarks marks) throws SQLException {
        String id = RunId.of("import", clock.instant());
        String detail = "run=" + id + " letters=" + events.size() + " file=" + file;
        if (!planes.announce("dlq.import", "dead-letters", detail, revision)) {
            tell(0, null);
            return ExitCode.FAILED.number();
        }
        Redriver.Run run = new Redriver.Run(id, options.actor(), "edited", revision, rate.perSecond());
        try (Redriver redriver = new Redriver(options.topicPrefix(), options.kafka(), marks, run, clock)) {
            redriver.send(events);
            tell(redriver.sent(), id);
            terminal.notice(redriver.sent() + " events were sent to " + Topic.EVENTS.name(options.topicPrefix())
                    + " and their letters marked as redriven, by run " + id);
        }
        return ExitCode.DONE.number();
    }

    private List<Ready> events(
            Map<SourceCoordinates, ImportedLine> lines,
            KnownLetters known,
            LetterRecords records,
            Examination examination)
            throws SQLException {
        List<Ready> events = new ArrayList<>();
        for (List<SourceCoordinates> sources : Chunks.of(List.copyOf(lines.keySet()), Redriver.AT_ONCE)) {
            Map<SourceCoordinates, KnownLetter> letters = new HashMap<>();
            known.inOrder(LetterFilter.of(sources), sources.size())
                    .forEach(letter -> letters.put(letter.source(), letter));
            Map<SourceCoordinates, ConsumerRecord<byte[], byte[]>> bytes = records.read(
                    letters.values().stream().filter(KnownLetter::isOpen).toList());
            for (SourceCoordinates source : sources) {
                ImportedLine line = Objects.requireNonNull(lines.get(source));
                KnownLetter letter = letters.get(source);
                if (letter != null && !letter.isOpen()) {
                    passedOver++;
                    continue;
                }
                try {
                    events.add(event(line, letter, bytes.get(source), examination));
                } catch (LineFaultException e) {
                    faults.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return events;
    }

    private static Ready event(
            ImportedLine line,
            @Nullable KnownLetter letter,
            @Nullable ConsumerRecord<byte[], byte[]> record,
            Examination examination)
            throws LineFaultException, SQLException {
        if (letter == null) {
            throw new LineFaultException(line.number(), ExportedLine.SOURCE, "there is no such dead letter");
        }
        byte[] value = record == null ? null : record.value();
        if (value == null) {
            throw new LineFaultException(line.number(), ExportedLine.SOURCE, "its bytes are no longer in the topic");
        }
        Ready ready;
        try {
            ready = Edit.apply(line, letter, EventCodec.decode(value), value);
        } catch (MalformedRecordException e) {
            throw new LineFaultException(
                    line.number(), ExportedLine.SOURCE, "its record is no event: " + e.getMessage());
        }
        Finding finding = examination.of(ready.event());
        if (finding.outlook() != Outlook.FITS) {
            throw new LineFaultException(
                    line.number(),
                    finding.column().isEmpty() ? ExportedLine.PAYLOAD : finding.column(),
                    finding.outlook() + ": " + finding.why());
        }
        return ready;
    }

    private void tell(long sent, @Nullable String run) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("redriven", sent);
        document.put("passed_over", passedOver);
        document.put("faults", faults);
        document.put("changed", sent > 0);
        document.put("run", run);
        terminal.result(options.output(), Long.toString(sent), document);
    }
}
