package dev.penstock.ctl.dlq;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl dlq groups`.
@Command(
        name = "groups",
        description = "Count the dead letters of each cause, those with the most open letters first.",
        footer = {"", "Example:", "  ingestctl dlq groups", "  ingestctl dlq groups --all --output json"})
public final class DlqGroupsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int MOST = 100;

    @Option(names = "--all", description = "Also causes that have no open letter any more.")
    private boolean all;

    private final GlobalOptions options;
    private final Terminal terminal;

    public DlqGroupsCommand(GlobalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        List<LetterGroup> groups;
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            groups = new KnownLetters(pool, options.clickHouse().database()).groups(all, MOST);
        }
        TextTable table = new TextTable(
                "GROUP",
                "OPEN",
                "REDRIVEN",
                "STORED",
                "DISCARDED",
                "CAUSE",
                "STREAM",
                "COLUMN",
                "FIRST",
                "LAST",
                "ORGS",
                "EXPECTED");
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        for (LetterGroup group : groups) {
            table.add(
                    group.fingerprint(),
                    Long.toString(group.open()),
                    Long.toString(group.redriven()),
                    Long.toString(group.superseded()),
                    Long.toString(group.discarded()),
                    group.cause(),
                    group.stream(),
                    group.column(),
                    group.first().toString(),
                    group.last().toString(),
                    organizations(group),
                    group.sampleExpected().isEmpty() ? group.sampleDetail() : group.sampleExpected());
            documents.add(document(group));
        }
        terminal.result(options.output(), table, Map.of("groups", documents));
        if (groups.size() == MOST) {
            terminal.notice("only the " + MOST + " largest groups are shown");
        }
        return ExitCode.DONE.number();
    }

    private static String organizations(LetterGroup group) {
        String some = String.join(",", group.someOrganizations());
        return group.organizations() > group.someOrganizations().size() ? some + ",…" : some;
    }

    private static Map<String, @Nullable Object> document(LetterGroup group) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("group", group.fingerprint());
        document.put("cause", group.cause());
        document.put("stream", group.stream());
        document.put("column", group.column());
        document.put("letters", group.letters());
        document.put("open", group.open());
        document.put("redriven", group.redriven());
        document.put("superseded", group.superseded());
        document.put("discarded", group.discarded());
        document.put("first", group.first());
        document.put("last", group.last());
        document.put("organizations", group.organizations());
        document.put("some_organizations", group.someOrganizations());
        document.put("expected", group.sampleExpected());
        document.put("detail", group.sampleDetail());
        document.put("sample_event_id", group.sampleEventId());
        document.put("sample", group.sampleSource());
        return document;
    }
}
