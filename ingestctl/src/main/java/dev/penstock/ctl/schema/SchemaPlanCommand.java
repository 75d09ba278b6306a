package dev.penstock.ctl.schema;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.sink.migrate.Migrations;
import dev.penstock.sink.migrate.PlannedStep;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl schema plan`.
@Command(
        name = "plan",
        description = "Print the SQL that `schema migrate` would run now. Changes nothing.",
        footer = {"", "Example:", "  ingestctl schema plan --all --clickhouse-cluster main"})
public final class SchemaPlanCommand implements Callable<Integer> {

    @Option(names = "--all", description = "All steps, for a server that has nothing; ClickHouse is not asked.")
    private boolean all;

    private final GlobalOptions options;
    private final Terminal terminal;

    public SchemaPlanCommand(GlobalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Migrations migrations = new Migrations(options.clickHouse(), options.tableEngines(), InstantSource.system());
        List<PlannedStep> steps = all ? migrations.allSteps() : migrations.plan();
        String sql = steps.stream()
                .map(step -> "-- step " + step.version() + ": " + step.description() + "\n"
                        + step.sql().strip() + "\n")
                .collect(Collectors.joining("\n"));
        terminal.result(
                options.output(),
                sql,
                Map.of(
                        "steps",
                        steps.stream()
                                .map(step -> Map.of(
                                        "version", step.version(),
                                        "description", step.description(),
                                        "sql", step.sql()))
                                .toList()));
        if (steps.isEmpty()) {
            terminal.notice("there is nothing to do");
        }
        return ExitCode.DONE.number();
    }
}
