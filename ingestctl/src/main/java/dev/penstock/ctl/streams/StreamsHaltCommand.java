package dev.penstock.ctl.streams;

import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.stream.StreamName;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ingestctl streams halt`.
@Command(
        name = "halt",
        description = {
            "Halt a stream: edges accept its events as before, and writers park them, so that nothing is inserted into its"
                    + " table.",
            "`ingestctl streams resume` lets it run again and brings them back. Parked events are kept for 30 days."
        },
        footer = {"", "Example:", "  ingestctl streams halt clicks --reason 'its table is being repaired' --yes"})
public final class StreamsHaltCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "<stream>", description = "The stream.")
    private @Nullable StreamName stream;

    @Option(
            names = "--reason",
            paramLabel = "<text>",
            required = true,
            description = "Why, for those who see that it is halted.")
    private String reason = "";

    @Option(names = "--yes", description = "Do not ask. Needed where nobody can be asked.")
    private boolean yes;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public StreamsHaltCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        StreamName name = Objects.requireNonNull(stream);
        if (!yes && !terminal.isInteractive()) {
            terminal.error("dashboards stand still meanwhile, and there is no terminal to ask: add --yes");
            return ExitCode.REFUSED.number();
        }
        if (!yes && !terminal.confirms("Halt stream " + name + "?")) {
            terminal.notice("nothing was changed");
            return ExitCode.REFUSED.number();
        }
        long revision = planes.open().read().revision();
        WriteResult result = planes.halts().halt(name, revision, reason);
        if (result instanceof WriteResult.Written written) {
            terminal.result(options.output(), name.value(), Map.of("stream", name.value(), "state", "halted"));
            terminal.notice("stream " + name + " is halted; `ingestctl streams resume " + name + "` lets it run again");
            return planes.audit("streams.halt", "stream/" + name, reason, written.revision())
                    .number();
        }
        return planes.explain(result, "ingestctl streams halted").number();
    }
}
