package dev.penstock.ctl.keys;

import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.control.ControlFact.KeyFact;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl keys list`.
@Command(
        name = "list",
        description = "List the keys, revoked ones included. Their secrets are kept nowhere.",
        footer = {"", "Example:", "  ingestctl keys list --org acme --output json"})
public final class KeysListCommand implements Callable<Integer> {

    @Option(names = "--org", paramLabel = "<id>", description = "Only those of this organization.")
    private @Nullable OrgId org;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    public KeysListCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        List<KeyRecord> keys = planes.open().read().all().stream()
                .filter(found -> found.record().fact() instanceof KeyFact)
                .map(found -> ((KeyFact) found.record().fact()).key())
                .filter(key -> org == null || key.org().equals(org))
                .sorted(Comparator.comparing((KeyRecord key) -> key.org().value())
                        .thenComparing(KeyRecord::createdAt))
                .toList();
        TextTable table = new TextTable("ID", "ORG", "ENVIRONMENT", "STATE", "STREAMS", "CREATED", "EXPIRES", "LABEL");
        List<Map<String, Object>> documents = new ArrayList<>();
        for (KeyRecord key : keys) {
            List<String> streams =
                    key.streams().stream().map(StreamName::value).sorted().toList();
            table.add(
                    key.id().value(),
                    key.org().value(),
                    key.environment(),
                    stateOf(key),
                    streams.isEmpty() ? "all" : String.join(",", streams),
                    key.createdAt().toString(),
                    key.expiresAt() == null ? "never" : key.expiresAt().toString(),
                    key.label());
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("id", key.id());
            document.put("org", key.org());
            document.put("environment", key.environment());
            document.put("state", stateOf(key));
            document.put("streams", streams);
            document.put("created_at", key.createdAt());
            document.put("expires_at", key.expiresAt());
            document.put("label", key.label());
            documents.add(document);
        }
        terminal.result(options.output(), table, Map.of("keys", documents));
        return ExitCode.DONE.number();
    }

    private String stateOf(KeyRecord key) {
        if (key.state() == KeyState.REVOKED) {
            return "revoked";
        }
        return key.isExpired(clock.instant()) ? "expired" : "active";
    }
}
