package dev.penstock.ctl.topics;

import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl topics acls`.
@Command(
        name = "acls",
        description =
                "Print the commands that let edges, writers, operators and auditors do in Kafka what they need, and"
                        + " nothing else. Changes nothing, and asks Kafka nothing: whoever administers it runs them. An operator"
                        + " makes the topics; they need not be there.",
        footer = {
            "",
            "Examples:",
            "  ingestctl topics acls | sh",
            "  ingestctl topics acls --principal edge=User:ingest --principal writer='User:CN=writer,O=Example'"
        })
public final class TopicsAclsCommand implements Callable<Integer> {

    @Option(
            names = "--principal",
            paramLabel = "<role>=<principal>",
            description = "Who has the role: edge, writer, operator or auditor; may be repeated, also for one role."
                    + " Without it all four, as User:penstock-<role>.")
    private List<String> principals = new ArrayList<>();

    @Option(
            names = "--writer-group",
            paramLabel = "<group>",
            defaultValue = "${env:PENSTOCK_WRITER_GROUP:-penstock-writer}",
            description = "The group of the writers (PENSTOCK_WRITER_GROUP; now ${DEFAULT-VALUE}).")
    private String group = "";

    @Option(
            names = "--log-sizes",
            description = "Let edges and writers describe the cluster, for an events topic with retention.bytes: they"
                    + " ask how large its log is.")
    private boolean logSizes;

    @Option(
            names = "--command-config",
            paramLabel = "<file>",
            defaultValue = "admin.properties",
            description = "What the printed commands connect with (now ${DEFAULT-VALUE}).")
    private String commandConfig = "";

    private final GlobalOptions options;
    private final Terminal terminal;

    public TopicsAclsCommand(GlobalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String bootstrap = String.valueOf(options.kafka().get("bootstrap.servers"));
        KafkaRights rights = new KafkaRights(options.topicPrefix(), group, logSizes);
        List<String> lines = new ArrayList<>();
        List<Map<String, Object>> documents = new ArrayList<>();
        principalsByRole().forEach((role, names) -> {
            lines.add("# " + role.word());
            for (String principal : names) {
                for (KafkaRight right : rights.of(role)) {
                    lines.add(right.command(bootstrap, commandConfig, principal));
                    documents.add(document(role, principal, right));
                }
            }
        });
        terminal.result(options.output(), String.join("\n", lines), Map.of("acls", documents));
        return ExitCode.DONE.number();
    }

    private static Map<String, Object> document(KafkaRole role, String principal, KafkaRight right) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("role", role.word());
        document.put("principal", principal);
        document.put("resource", right.thing().resourceType().name().toLowerCase(Locale.ROOT));
        document.put("name", right.thing().name());
        document.put("pattern", right.thing().patternType().name().toLowerCase(Locale.ROOT));
        document.put("operations", right.words());
        return document;
    }

    private Map<KafkaRole, List<String>> principalsByRole() {
        Map<KafkaRole, List<String>> found = new EnumMap<>(KafkaRole.class);
        if (principals.isEmpty()) {
            for (KafkaRole role : KafkaRole.values()) {
                found.put(role, List.of(role.defaultPrincipal()));
            }
        }
        for (String principal : principals) {
            int equals = principal.indexOf('=');
            found.computeIfAbsent(role(principal.substring(0, Math.max(0, equals))), role -> new ArrayList<>())
                    .add(name(principal.substring(equals + 1)));
        }
        return found;
    }

    private static KafkaRole role(String word) {
        for (KafkaRole role : KafkaRole.values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new UnusableOptionException(
                "--principal is <role>=<principal>, and a role is edge, writer, operator or auditor");
    }

    private static String name(String principal) {
        // A line break would make a command of its own of what follows.
        if (!principal.matches("[A-Za-z]+:\\P{Cntrl}+")) {
            throw new UnusableOptionException("a principal is as Kafka writes it: User:ingest-edge");
        }
        return principal;
    }
}
