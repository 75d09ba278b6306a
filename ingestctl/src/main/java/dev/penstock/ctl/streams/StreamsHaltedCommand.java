package dev.penstock.ctl.streams;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.state.Revised;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.control.ControlFact.HaltFact;
import dev.penstock.model.stream.StreamName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl streams halted`.
@Command(
        name = "halted",
        description = "List the streams whose events are parked.",
        footer = {"", "Example:", "  ingestctl streams halted --count"})
public final class StreamsHaltedCommand implements Callable<Integer> {

    @Option(
            names = "--count",
            description = "Count the parked events too, also those of streams that run again and were not brought back."
                    + " Reads the whole topic.")
    private boolean count;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public StreamsHaltedCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ControlState state = planes.open().read();
        Map<StreamName, HaltFact> halted = new TreeMap<>(Comparator.comparing(StreamName::value));
        halted.putAll(state.haltedAt(state.revision()));
        Map<StreamName, Long> parked =
                count ? new ParkedEvents(options.topicPrefix(), options.kafka()).waiting() : Map.of();
        TextTable table = new TextTable("STREAM", "HALT", "SINCE", "BY", "PARKED", "REASON");
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        halted.forEach((name, halt) -> {
            Revised fact = state.find(halt.name()).orElseThrow();
            add(table, documents, name, fact, parked.getOrDefault(name, 0L));
        });
        parked.forEach((name, waiting) -> {
            if (!halted.containsKey(name)) {
                add(table, documents, name, null, waiting);
            }
        });
        terminal.result(options.output(), table, Map.of("streams", documents));
        return ExitCode.DONE.number();
    }

    private void add(
            TextTable table,
            List<Map<String, @Nullable Object>> documents,
            StreamName name,
            @Nullable Revised fact,
            long waiting) {
        HaltFact halt = fact != null && fact.record().fact() instanceof HaltFact found ? found : null;
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("stream", name);
        document.put("halted", halt != null);
        document.put("halt", halt == null ? null : halt.number());
        document.put("since", fact == null ? null : fact.record().writtenAt());
        document.put("by", fact == null ? null : fact.record().actor());
        document.put("parked", count ? waiting : null);
        document.put("reason", halt == null ? null : halt.reason());
        documents.add(document);
        table.add(
                name.value(),
                halt == null ? "-" : Integer.toString(halt.number()),
                fact == null ? "-" : fact.record().writtenAt().toString(),
                fact == null ? "-" : fact.record().actor(),
                count ? Long.toString(waiting) : "-",
                halt == null ? "runs again, and these were not brought back" : halt.reason());
    }
}
