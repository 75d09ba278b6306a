package dev.penstock.ctl.schema;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.sink.migrate.MigrationReport;
import dev.penstock.sink.migrate.Migrations;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `ingestctl schema migrate`.
@Command(
        name = "migrate",
        description = "Create the database if it is missing and apply the steps it lacks. Safe to run again.",
        footer = {
            "",
            "Examples:",
            "  ingestctl schema migrate --clickhouse-url http://clickhouse:8123",
            "  ingestctl schema migrate --clickhouse-cluster main"
        })
public final class SchemaMigrateCommand implements Callable<Integer> {

    private final GlobalOptions options;
    private final Terminal terminal;

    public SchemaMigrateCommand(GlobalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        MigrationReport report = new Migrations(options.clickHouse(), options.tableEngines(), InstantSource.system())
                .migrate(terminal::notice);
        TextTable table = new TextTable("STEP", "OUTCOME");
        report.applied().forEach(step -> table.add(step, "applied"));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("database", report.database());
        document.put("version", report.version());
        document.put("applied", report.applied());
        terminal.result(options.output(), table, document);
        terminal.notice("database " + report.database() + " has version " + report.version()
                + (report.applied().isEmpty() ? ", there was nothing to do" : ""));
        return ExitCode.DONE.number();
    }
}
