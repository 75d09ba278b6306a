package dev.penstock.ctl;

import dev.penstock.ctl.audit.AuditCommand;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.Profile;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.dlq.DlqCommand;
import dev.penstock.ctl.dlq.DlqDiscardCommand;
import dev.penstock.ctl.dlq.DlqDryRunCommand;
import dev.penstock.ctl.dlq.DlqExportCommand;
import dev.penstock.ctl.dlq.DlqGroupsCommand;
import dev.penstock.ctl.dlq.DlqImportCommand;
import dev.penstock.ctl.dlq.DlqListCommand;
import dev.penstock.ctl.dlq.DlqRedriveCommand;
import dev.penstock.ctl.dlq.DlqShowCommand;
import dev.penstock.ctl.doctor.DoctorCommand;
import dev.penstock.ctl.keys.KeysCommand;
import dev.penstock.ctl.keys.KeysCreateCommand;
import dev.penstock.ctl.keys.KeysHashCommand;
import dev.penstock.ctl.keys.KeysListCommand;
import dev.penstock.ctl.keys.KeysRevokeCommand;
import dev.penstock.ctl.keys.KeysRotateCommand;
import dev.penstock.ctl.keys.TimeSpan;
import dev.penstock.ctl.lag.LagCommand;
import dev.penstock.ctl.limits.Rate;
import dev.penstock.ctl.orgs.OrgsCommand;
import dev.penstock.ctl.orgs.OrgsCreateCommand;
import dev.penstock.ctl.orgs.OrgsListCommand;
import dev.penstock.ctl.orgs.OrgsSetCommand;
import dev.penstock.ctl.orgs.OrgsStateCommand;
import dev.penstock.ctl.receipt.ReceiptCommand;
import dev.penstock.ctl.replay.ReplayApplyCommand;
import dev.penstock.ctl.replay.ReplayCancelCommand;
import dev.penstock.ctl.replay.ReplayCommand;
import dev.penstock.ctl.replay.ReplayDiffCommand;
import dev.penstock.ctl.replay.ReplayDropCommand;
import dev.penstock.ctl.replay.ReplayPlanCommand;
import dev.penstock.ctl.replay.ReplayRunCommand;
import dev.penstock.ctl.replay.ReplayStatusCommand;
import dev.penstock.ctl.replay.plan.ReplayRefusedException;
import dev.penstock.ctl.schema.SchemaCommand;
import dev.penstock.ctl.schema.SchemaMigrateCommand;
import dev.penstock.ctl.schema.SchemaPlanCommand;
import dev.penstock.ctl.schema.SchemaRolesCommand;
import dev.penstock.ctl.schema.SchemaStatusCommand;
import dev.penstock.ctl.send.SendCommand;
import dev.penstock.ctl.streams.StreamsApplyCommand;
import dev.penstock.ctl.streams.StreamsCommand;
import dev.penstock.ctl.streams.StreamsHaltCommand;
import dev.penstock.ctl.streams.StreamsHaltedCommand;
import dev.penstock.ctl.streams.StreamsResumeCommand;
import dev.penstock.ctl.tail.TailCommand;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.time.Moment;
import dev.penstock.ctl.top.TopCommand;
import dev.penstock.ctl.topics.TopicsAclsCommand;
import dev.penstock.ctl.topics.TopicsApplyCommand;
import dev.penstock.ctl.topics.TopicsCommand;
import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.Origin;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.stream.StreamName;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/// The operator's command line.
@Command(
        name = "ingestctl",
        mixinStandardHelpOptions = true,
        version = "ingestctl 0.1.0-SNAPSHOT",
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Operates Penstock: topics, schema, organizations, keys, streams, dead letters, replays and audits.",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed: Kafka, ClickHouse or the machine did not do their part",
            "2:the command line is wrong",
            "3:done, and what was found is not what should be",
            "4:refused: an id is taken or missing, or nobody confirmed",
            "5:interrupted"
        })
public final class Ingestctl {

    private Ingestctl() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(out, err, System.console(), isErrWatched(System.console()));
        AtomicBoolean done = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!done.get()) {
                terminal.giveBack();
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
            }
        }));
        int exit = run(out, err, terminal, arguments);
        done.set(true);
        System.exit(exit);
    }

    // Java tells of input and output only. Elsewhere than on Linux both must be a terminal for bars to be shown.
    private static boolean isErrWatched(@Nullable Console console) {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            Path err = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
            return err.startsWith("/dev/pts") || err.toString().startsWith("/dev/tty");
        } catch (IOException e) {
            return console != null && console.isTerminal();
        }
    }

    /// Runs one command line in this process.
    ///
    /// @return the exit code
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return run(out, err, new Terminal(out, err, System.console()), arguments);
    }

    private static int run(PrintWriter out, PrintWriter err, Terminal terminal, String... arguments) {
        Profile profile;
        Map<String, String> variables;
        try {
            profile = Profile.of(List.of(arguments), System.getenv(), Path.of(System.getProperty("user.home", ".")));
            variables = profile.variables();
        } catch (UnusableOptionException e) {
            terminal.error(String.valueOf(e.getMessage()));
            terminal.notice("see `ingestctl --help`");
            return ExitCode.USAGE.number();
        }
        GlobalOptions options = new GlobalOptions(variables);
        return commandLine(options, variables, terminal, InstantSource.system())
                .setDefaultValueProvider(profile)
                .setOut(out)
                .setErr(err)
                .setExecutionStrategy(parsed -> {
                    if (options.verbose()) {
                        // Read once, when the first logger is made: by the command, which runs below.
                        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
                        for (String quiet : List.of("org.apache.kafka", "com.zaxxer.hikari", "org.flywaydb")) {
                            System.setProperty("org.slf4j.simpleLogger.log." + quiet, "info");
                        }
                    }
                    return new CommandLine.RunLast().execute(parsed);
                })
                .execute(arguments);
    }

    /// The names of every command, from the root on: `[]`, `[keys]`, `[keys, create]`…
    static List<List<String>> commands() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        List<List<String>> names = new ArrayList<>();
        collect(
                commandLine(
                        new GlobalOptions(Map.of()),
                        Map.of(),
                        new Terminal(nowhere, nowhere, null),
                        InstantSource.system()),
                List.of(),
                names);
        return names;
    }

    private static void collect(CommandLine command, List<String> name, List<List<String>> names) {
        names.add(name);
        command.getSubcommands().forEach((word, below) -> {
            List<String> longer = new ArrayList<>(name);
            longer.add(word);
            collect(below, List.copyOf(longer), names);
        });
    }

    private static CommandLine commandLine(
            GlobalOptions options, Map<String, String> variables, Terminal terminal, InstantSource clock) {
        ControlPlanes planes = new ControlPlanes(options, clock, terminal);
        CommandLine root = new CommandLine(new Ingestctl());
        root.addMixin("options", options);
        root.addSubcommand(new CommandLine(new TopicsCommand())
                .addSubcommand(new TopicsApplyCommand(options, terminal))
                .addSubcommand(new TopicsAclsCommand(options, terminal)));
        root.addSubcommand(new CommandLine(new SchemaCommand())
                .addSubcommand(new SchemaMigrateCommand(options, terminal))
                .addSubcommand(new SchemaStatusCommand(options, terminal))
                .addSubcommand(new SchemaPlanCommand(options, terminal))
                .addSubcommand(new SchemaRolesCommand(options, terminal)));
        root.addSubcommand(new CommandLine(new OrgsCommand())
                .addSubcommand(new OrgsCreateCommand(options, planes, terminal))
                .addSubcommand(new OrgsSetCommand(options, planes, terminal))
                .addSubcommand("suspend", new OrgsStateCommand(OrganizationState.SUSPENDED, options, planes, terminal))
                .addSubcommand("resume", new OrgsStateCommand(OrganizationState.ACTIVE, options, planes, terminal))
                .addSubcommand(new OrgsListCommand(options, planes, terminal)));
        root.addSubcommand(new CommandLine(new KeysCommand())
                .addSubcommand(new KeysCreateCommand(options, planes, clock, terminal))
                .addSubcommand(new KeysListCommand(options, planes, clock, terminal))
                .addSubcommand(new KeysRotateCommand(options, planes, terminal))
                .addSubcommand(new KeysHashCommand(options, System.in, terminal))
                .addSubcommand(new KeysRevokeCommand(options, planes, terminal)));
        root.addSubcommand(new CommandLine(new StreamsCommand())
                .addSubcommand(new StreamsApplyCommand(options, planes, terminal))
                .addSubcommand(new StreamsHaltCommand(options, planes, terminal))
                .addSubcommand(new StreamsHaltedCommand(options, planes, terminal))
                .addSubcommand(new StreamsResumeCommand(options, planes, terminal)));
        root.addSubcommand(new CommandLine(new ReplayCommand(options, planes, clock, terminal))
                .addSubcommand(new ReplayPlanCommand(options, planes, clock, terminal))
                .addSubcommand(new ReplayRunCommand(options, planes, clock, terminal))
                .addSubcommand(new ReplayStatusCommand(options, planes, clock, terminal))
                .addSubcommand(new ReplayDiffCommand(options, terminal))
                .addSubcommand(new ReplayApplyCommand(options, planes, clock, terminal))
                .addSubcommand(new ReplayCancelCommand(options, planes, clock, terminal))
                .addSubcommand(new ReplayDropCommand(options, planes, terminal)));
        root.addSubcommand(new AuditCommand(options, clock, terminal));
        root.addSubcommand(new CommandLine(new DlqCommand())
                .addSubcommand(new DlqGroupsCommand(options, terminal))
                .addSubcommand(new DlqListCommand(options, clock, terminal))
                .addSubcommand(new DlqShowCommand(options, planes, terminal))
                .addSubcommand(new DlqDryRunCommand(options, planes, clock, terminal))
                .addSubcommand(new DlqRedriveCommand(options, planes, clock, terminal))
                .addSubcommand(new DlqExportCommand(options, clock, terminal))
                .addSubcommand(new DlqImportCommand(options, planes, clock, terminal))
                .addSubcommand(new DlqDiscardCommand(options, planes, clock, terminal)));
        root.addSubcommand(new DoctorCommand(options, planes, clock, terminal));
        root.addSubcommand(new CompletionCommand(terminal));
        root.addSubcommand(new TailCommand(options, planes, terminal));
        root.addSubcommand(new SendCommand(options, variables, clock, terminal));
        root.addSubcommand(new LagCommand(options, clock, terminal));
        root.addSubcommand(new TopCommand(options, clock, terminal));
        root.addSubcommand(new ReceiptCommand(options, clock, terminal));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.registerConverter(OrgId.class, text -> convert(text, OrgId::new));
        root.registerConverter(KeyId.class, text -> convert(text, KeyId::new));
        root.registerConverter(StreamName.class, text -> convert(text, StreamName::new));
        root.registerConverter(Origin.class, text -> convert(text, Origin::parse));
        root.registerConverter(SourceNetwork.class, text -> convert(text, SourceNetwork::parse));
        root.registerConverter(Rate.class, text -> convert(text, Rate::parse));
        root.registerConverter(SourceCoordinates.class, text -> convert(text, SourceCoordinates::parse));
        root.registerConverter(Moment.class, text -> convert(text, Moment::parse));
        root.registerConverter(Duration.class, text -> convert(text, TimeSpan::parse));
        root.setParameterExceptionHandler(
                (wrong, arguments) -> usage(wrong.getCommandLine(), terminal, wrong.getMessage()));
        root.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command, options, terminal));
        return root;
    }

    private static int failed(Exception failure, CommandLine command, GlobalOptions options, Terminal terminal) {
        if (options.verbose()) {
            failure.printStackTrace(command.getErr());
        }
        if (failure instanceof UnusableOptionException) {
            return usage(command, terminal, failure.getMessage());
        }
        if (failure instanceof ReplayRefusedException refused) {
            terminal.error(String.valueOf(refused.getMessage()));
            if (refused.leftAllAsItWas()) {
                terminal.notice("nothing was changed");
            }
            return refused.exit().number();
        }
        terminal.error(Explanations.of(failure) + (options.verbose() ? "" : " (--verbose tells more)"));
        return ExitCode.FAILED.number();
    }

    private static <T> T convert(String text, Function<String, T> reading) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static int usage(CommandLine command, Terminal terminal, @Nullable String sentence) {
        terminal.error(String.valueOf(sentence));
        terminal.notice("see `" + command.getCommandSpec().qualifiedName() + " --help`");
        return ExitCode.USAGE.number();
    }
}
