package dev.penstock.ctl.keys;

import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.KeySettings;
import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.organization.OrgId;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ingestctl keys create`. Prints the key and nothing else on stdout; it is kept nowhere.
@Command(
        name = "create",
        description = "Create an ingestion key. It is printed once and cannot be shown again.",
        footer = {
            "",
            "Examples:",
            "  ingestctl keys create --org acme --environment live --label website",
            "  ingestctl keys create --org acme --stream clicks,views --expires-in 30d",
            "  ingestctl keys create --org acme --origin https://shop.example.com --events-per-second 500",
            "  KEY=$(ingestctl keys create --org acme 2>/dev/null)"
        })
public final class KeysCreateCommand implements Callable<Integer> {

    @Option(names = "--org", required = true, paramLabel = "<id>", description = "The organization it writes for.")
    private @Nullable OrgId org;

    @Option(
            names = "--environment",
            paramLabel = "<name>",
            defaultValue = "dev",
            description = "Shown in the key: 1 to 16 of a-z 0-9 (${DEFAULT-VALUE}).")
    private String environment = "";

    @Option(
            names = "--offline",
            description = {
                "Write nothing: print the key, and on stderr its entry for an edge's keys file",
                "(penstock.edge.control.keys-file). Talks to nobody."
            })
    private boolean offline;

    @Mixin
    private KeyOptions settings = new KeyOptions();

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final InstantSource clock;
    private final Terminal terminal;

    public KeysCreateCommand(GlobalOptions options, ControlPlanes planes, InstantSource clock, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        OrgId owner = Objects.requireNonNull(org);
        ControlPlane plane = planes.open();
        IngestionKey key = newKey(plane);
        KeySettings wanted = settings.settings(clock.instant());
        if (offline) {
            String entry = KeysFileEntry.of(key, owner, wanted);
            Map<String, @Nullable Object> document = document(key, owner, wanted);
            document.put("entry", entry);
            terminal.result(options.output(), key.reveal(), document);
            terminal.notice("the entry for the keys file:\n" + entry);
            return ExitCode.DONE.number();
        }
        WriteResult result = plane.createKey(key, owner, wanted);
        if (!(result instanceof WriteResult.Written written)) {
            return planes.explain(result, "ingestctl keys list --org " + owner).number();
        }
        terminal.result(options.output(), key.reveal(), document(key, owner, wanted));
        terminal.notice("key " + key.id() + " created for " + owner + ". It is not shown again: keep it safe");
        return planes.audit(
                        "keys.create",
                        "key/" + key.id(),
                        "org=" + owner + " environment=" + environment + " " + KeyText.line(wanted),
                        written.revision())
                .number();
    }

    private Map<String, @Nullable Object> document(IngestionKey key, OrgId owner, KeySettings wanted) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("key", key.reveal());
        document.put("id", key.id());
        document.put("org", owner);
        document.put("environment", environment);
        document.putAll(KeyText.document(wanted));
        return document;
    }

    private IngestionKey newKey(ControlPlane plane) {
        try {
            return plane.newKey(environment);
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException("--environment: " + e.getMessage(), e);
        }
    }
}
