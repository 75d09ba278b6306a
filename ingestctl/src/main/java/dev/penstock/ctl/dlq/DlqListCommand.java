package dev.penstock.ctl.dlq;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.triage.KnownLetter;
import dev.penstock.sink.triage.KnownLetters;
import dev.penstock.sink.triage.LetterState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl dlq list`.
@Command(
        name = "list",
        description = "List dead letters, the youngest first: the open ones, or those of a state.",
        footer = {
            "",
            "Examples:",
            "  ingestctl dlq list --stream orders --since 2h",
            "  ingestctl dlq list --group 84dfeb46e57ca9a7 --state redriven --output json"
        })
public final class DlqListCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int USUAL = 50;

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Option(
            names = "--state",
            split = ",",
            paramLabel = "<state>",
            description = "open (when nothing is said), redriven, superseded, discarded; several with commas.")
    private @Nullable Set<LetterState> states;

    private final GlobalOptions options;
    private final InstantSource clock;
    private final Terminal terminal;

    public DlqListCommand(GlobalOptions options, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Set<LetterState> wanted = states == null ? EnumSet.of(LetterState.OPEN) : states;
        int most = filter.limit(USUAL);
        List<KnownLetter> letters;
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            letters = new KnownLetters(pool, options.clickHouse().database())
                    .youngest(filter.filter(wanted, clock), most);
        }
        TextTable table =
                new TextTable("SOURCE", "STATE", "CAUSE", "ORG", "STREAM", "COLUMN", "EVENT", "ATTEMPT", "LAST SEEN");
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        for (KnownLetter letter : letters) {
            table.add(
                    letter.source().toString(),
                    letter.state(),
                    letter.cause(),
                    letter.org(),
                    letter.stream(),
                    letter.column(),
                    letter.eventId() == null ? "-" : letter.eventId(),
                    Integer.toString(letter.attempt()),
                    letter.lastSeen().toString());
            documents.add(LetterText.document(letter));
        }
        terminal.result(options.output(), table, Map.of("letters", documents));
        if (letters.size() == most) {
            terminal.notice("there may be more: --limit shows them");
        }
        return ExitCode.DONE.number();
    }
}
