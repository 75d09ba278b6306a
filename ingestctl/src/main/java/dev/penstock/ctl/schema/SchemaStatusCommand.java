package dev.penstock.ctl.schema;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.sink.migrate.Migrations;
import dev.penstock.sink.migrate.SchemaStatus;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `ingestctl schema status`.
@Command(
        name = "status",
        description = "Compare the schema with what the writers of this version need. Changes nothing; exit code 3 when"
                + " steps are missing.")
public final class SchemaStatusCommand implements Callable<Integer> {

    private final GlobalOptions options;
    private final Terminal terminal;

    public SchemaStatusCommand(GlobalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        SchemaStatus status =
                new Migrations(options.clickHouse(), options.tableEngines(), InstantSource.system()).status();
        TextTable table = new TextTable("STEP", "OUTCOME");
        status.pending().forEach(step -> table.add(step, "pending"));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("current", status.current());
        document.put("needed", status.needed());
        document.put("pending", status.pending());
        terminal.result(options.output(), table, document);
        terminal.notice("the schema has version " + status.current() + ", the writers need " + status.needed()
                + (status.sufficient() ? "" : ": run `ingestctl schema migrate`"));
        return (status.sufficient() ? ExitCode.DONE : ExitCode.DIFFERENCES).number();
    }
}
