package dev.penstock.ctl.streams;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.control.state.ControlState;
import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.definition.StreamDefinition;
import dev.penstock.normalize.definition.UnusableDefinitionException;
import dev.penstock.sink.connect.ClickHousePool;
import dev.penstock.sink.table.StreamTable;
import dev.penstock.sink.table.StreamTables;
import dev.penstock.sink.table.TablePlan;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl streams apply`. Looks at all streams of the file before it changes the first.
@Command(
        name = "apply",
        description = {
            "Define the streams of a file: create or extend their tables, then write a new version of each definition"
                    + " that is another one than that in force.",
            "A definition that cannot be read, or does not fit its table, is refused with all that is wrong, and"
                    + " nothing is changed. Safe to run again."
        },
        footer = {
            "",
            "Examples:",
            "  ingestctl streams apply -f streams.yaml --dry-run",
            "  ingestctl streams apply -f streams.yaml"
        })
public final class StreamsApplyCommand implements Callable<Integer> {

    // A column is added without rewriting data.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "<file>",
            description = "YAML or JSON: `streams:`, and under each name its definition (docs/streams.md).")
    private @Nullable Path file;

    @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public StreamsApplyCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Map<StreamName, String> wanted = StreamsFile.read(Objects.requireNonNull(file));
        ControlState state = planes.open().read();
        try (HikariDataSource pool = ClickHousePool.open(options.clickHouse(), 1, PATIENCE)) {
            StreamTables tables = new StreamTables(pool, options.clickHouse().database(), options.tableEngines());
            List<Step> steps = steps(wanted, state, tables);
            if (steps.size() < wanted.size()) {
                terminal.notice("nothing was changed");
                return ExitCode.REFUSED.number();
            }
            return dryRun ? shown(steps) : apply(steps, tables);
        }
    }

    /// What is to be done for each stream; those that cannot be done are told of and left out.
    private List<Step> steps(Map<StreamName, String> wanted, ControlState state, StreamTables tables)
            throws SQLException {
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<StreamName, String> one : wanted.entrySet()) {
            StreamName stream = one.getKey();
            Optional<StreamFact> inForce = state.stream(stream);
            int version = inForce.map(StreamFact::version).orElse(0) + 1;
            StreamDefinition definition;
            try {
                definition = StreamDefinition.parse(stream, version, one.getValue());
            } catch (UnusableDefinitionException e) {
                e.faults().forEach(fault -> terminal.error("stream " + stream + ": " + fault));
                continue;
            }
            boolean own = !definition.shape().equals(Shape.COMMON);
            TablePlan plan = own
                    ? tables.compare(new StreamTable(stream, definition.shape(), definition.retentionDays()))
                    : new TablePlan.Same();
            if (plan instanceof TablePlan.Impossible impossible) {
                terminal.error("stream " + stream + " does not fit its table: " + impossible.sentences());
                continue;
            }
            boolean same = inForce.filter(fact -> isSame(fact, definition)).isPresent();
            steps.add(new Step(definition, one.getValue(), inForce.isPresent(), same, plan));
        }
        return steps;
    }

    private static boolean isSame(StreamFact inForce, StreamDefinition wanted) {
        try {
            return StreamDefinition.parse(inForce.stream(), inForce.version(), inForce.definition())
                    .canonical()
                    .equals(wanted.canonical());
        } catch (UnusableDefinitionException e) {
            // One that cannot be read is what this is to repair.
            return false;
        }
    }

    private int shown(List<Step> steps) {
        print(steps);
        steps.forEach(step -> step.statements().forEach(terminal::notice));
        terminal.notice("nothing was changed: this was a dry run");
        return ExitCode.DONE.number();
    }

    private int apply(List<Step> steps, StreamTables tables) throws SQLException {
        ExitCode exit = ExitCode.DONE;
        List<Step> done = new ArrayList<>();
        for (Step step : steps) {
            // Before the definition: a writer whose table is not there halts.
            tables.apply(step.plan());
            if (!step.same()) {
                StreamName stream = step.definition().stream();
                WriteResult result =
                        planes.versions().add(stream, step.definition().version(), step.json());
                if (!(result instanceof WriteResult.Written written)) {
                    print(done);
                    terminal.notice("stream " + stream + " and those after it in the file are not defined anew");
                    return planes.explain(result, "ingestctl streams apply --dry-run")
                            .number();
                }
                ExitCode told = planes.audit(
                        "streams.apply",
                        "stream/" + stream + "/" + step.definition().version(),
                        step.json(),
                        written.revision());
                exit = told == ExitCode.DONE ? exit : told;
            }
            done.add(step);
        }
        print(done);
        long changed = done.stream().filter(step -> !step.same()).count();
        terminal.notice(changed + " of " + done.size() + " streams defined anew");
        return exit.number();
    }

    private void print(List<Step> steps) {
        TextTable table = new TextTable("STREAM", "VERSION", "DEFINITION", "TABLE");
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Step step : steps) {
            StreamName stream = step.definition().stream();
            // Of one that stays, the version that is in force.
            int version = step.definition().version() - (step.same() ? 1 : 0);
            table.add(stream.value(), Integer.toString(version), step.change(), step.tableChange());
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("stream", stream);
            document.put("version", version);
            document.put("definition", step.change());
            document.put("table", step.tableChange());
            documents.add(document);
        }
        terminal.result(options.output(), table, Map.of("streams", documents));
    }

    /// @param known whether the stream was defined before
    /// @param same whether the definition is the one in force
    private record Step(StreamDefinition definition, String json, boolean known, boolean same, TablePlan plan) {

        String change() {
            return same ? "same" : known ? "changed" : "new";
        }

        String tableChange() {
            return switch (plan) {
                case TablePlan.Same none -> definition.shape().equals(Shape.COMMON) ? "events_raw" : "fits";
                case TablePlan.Create create -> "create";
                case TablePlan.AddColumns add -> "extend";
                case TablePlan.Impossible impossible -> "impossible";
            };
        }

        List<String> statements() {
            return switch (plan) {
                case TablePlan.Create create -> create.statements();
                case TablePlan.AddColumns add -> add.statements();
                case TablePlan.Same none -> List.of();
                case TablePlan.Impossible impossible -> List.of();
            };
        }
    }
}
