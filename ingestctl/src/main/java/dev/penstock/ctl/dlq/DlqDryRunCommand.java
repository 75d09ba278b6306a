package dev.penstock.ctl.dlq;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.insert.Rehearsals;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ingestctl dlq dry-run`.
@Command(
        name = "dry-run",
        description = {
            "Say which open letters would fit now, by the definitions in force and the tables as they are.",
            "Changes nothing. What ClickHouse itself would refuse, a constraint for example, is not found."
        },
        footer = {"", "Examples:", "  ingestctl dlq dry-run --stream orders", "  ingestctl dlq dry-run --since 2h"})
public final class DlqDryRunCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    public DlqDryRunCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        String database = options.clickHouse().database();
        Findings findings;
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE);
                LetterRecords records = new LetterRecords(options.topicPrefix(), options.kafka())) {
            List<KnownLetter> letters =
                    filter.select(new KnownLetters(pool, database), EnumSet.of(LetterState.OPEN), clock);
            findings = new Examined(records, new Examination(planes.open().read(), new Rehearsals(pool, database)))
                    .all(letters);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("letters", findings.total());
        document.put("fit", findings.of(Outlook.FITS));
        document.put("findings", findings.documents());
        terminal.result(options.output(), findings.table(), document);
        findings.advice().forEach(terminal::notice);
        terminal.notice(
                findings.of(Outlook.FITS) + " of " + findings.total() + " open letters fit now; nothing was changed");
        return (findings.of(Outlook.FITS) == findings.total() ? ExitCode.DONE : ExitCode.DIFFERENCES).number();
    }
}
