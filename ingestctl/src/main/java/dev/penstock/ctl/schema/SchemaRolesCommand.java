package dev.penstock.ctl.schema;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.organization.OrgId;
import dev.penstock.sink.access.AccessStatements;
import dev.penstock.sink.access.SchemaTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl schema roles`.
@Command(
        name = "roles",
        description =
                "Print the SQL that makes the roles of operators, writers and readers for the tables there are, and"
                        + " the row policies of organizations. Changes nothing: whoever administers ClickHouse runs it. Run it again"
                        + " after new tables.",
        footer = {
            "",
            "Examples:",
            "  ingestctl schema roles --before-tables | clickhouse-client --multiquery",
            "  ingestctl schema roles --organization acme | clickhouse-client --multiquery"
        })
public final class SchemaRolesCommand implements Callable<Integer> {

    @Option(
            names = "--organization",
            paramLabel = "<id>",
            description = "Also the role of those who read this organization; may be repeated.")
    private List<OrgId> organizations = new ArrayList<>();

    @Option(
            names = "--before-tables",
            description = "What is granted before there is a table, so that a user may make them: ask ClickHouse"
                    + " nothing, and leave readers out.")
    private boolean beforeTables;

    private final GlobalOptions options;
    private final Terminal terminal;

    public SchemaRolesCommand(GlobalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        SchemaTables schema = beforeTables ? SchemaTables.NONE : SchemaTables.read(options.clickHouse());
        AccessStatements access = new AccessStatements(options.clickHouse().database(), options.tableEngines(), schema);
        if (schema.tables().isEmpty()) {
            terminal.notice(
                    "this is for a database " + options.clickHouse().database() + " without tables: who may make"
                            + " them (`ingestctl schema migrate`) may use them too. Ask again when they are there, for writers"
                            + " and readers of their own");
        }
        List<String> statements = new ArrayList<>(schema.tables().isEmpty() ? access.beforeTables() : access.roles());
        if (!schema.tables().isEmpty()) {
            organizations.forEach(organization -> statements.addAll(access.organization(organization)));
        }
        terminal.result(options.output(), String.join(";\n", statements) + ";", Map.of("statements", statements));
        return ExitCode.DONE.number();
    }
}
