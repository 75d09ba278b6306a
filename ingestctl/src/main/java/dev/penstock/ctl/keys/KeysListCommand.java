package dev.penstock.ctl.keys;

import dev.penstock.control.write.KeySettings;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.limits.LimitsText;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.ctl.terminal.TextTable;
import dev.penstock.model.control.ControlFact.KeyFact;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.topic.Topic;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl keys list`.
@Command(
        name = "list",
        description = {
            "List the keys, revoked ones included. Their secrets are kept nowhere.",
            "LAST USED is right to about two minutes."
        },
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
        Map<KeyId, Instant> uses = lastUses();
        TextTable table = new TextTable(
                "ID",
                "ORG",
                "ENVIRONMENT",
                "STATE",
                "STREAMS",
                "ORIGINS",
                "LIMITS",
                "CREATED",
                "EXPIRES",
                "LAST USED",
                "LABEL");
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        for (KeyRecord key : keys) {
            Instant used = uses == null ? null : uses.get(key.id());
            table.add(
                    key.id().value(),
                    key.org().value(),
                    key.environment(),
                    stateOf(key),
                    KeyText.list(key.streams(), "all"),
                    KeyText.list(key.origins(), "none"),
                    LimitsText.of(key.limits()),
                    key.createdAt().toString(),
                    key.expiresAt() == null ? "never" : key.expiresAt().toString(),
                    used == null ? (uses == null ? "?" : "never seen") : used.toString(),
                    key.label());
            Map<String, @Nullable Object> document = new LinkedHashMap<>();
            document.put("id", key.id());
            document.put("org", key.org());
            document.put("environment", key.environment());
            document.put("state", stateOf(key));
            document.put("created_at", key.createdAt());
            document.put("last_used_at", used);
            document.putAll(KeyText.document(KeySettings.of(key)));
            documents.add(document);
        }
        terminal.result(options.output(), table, Map.of("keys", documents));
        return ExitCode.DONE.number();
    }

    /// Null when it cannot be found out, which is no reason not to list the keys.
    private @Nullable Map<KeyId, Instant> lastUses() {
        try {
            return new LastUses(Topic.USAGE.name(options.topicPrefix()), options.kafka()).read();
        } catch (KafkaException e) {
            terminal.notice("when keys were last used is not known: " + e.getMessage());
            return null;
        }
    }

    private String stateOf(KeyRecord key) {
        if (key.state() == KeyState.REVOKED) {
            return "revoked";
        }
        return key.isExpired(clock.instant()) ? "expired" : "active";
    }
}
