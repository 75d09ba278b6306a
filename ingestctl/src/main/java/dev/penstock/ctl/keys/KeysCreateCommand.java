package dev.penstock.ctl.keys;

import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl keys create`. Prints the key and nothing else on stdout; it is kept nowhere.
@Command(
        name = "create",
        description = "Create an ingestion key. It is printed once and cannot be shown again.",
        footer = {
            "",
            "Examples:",
            "  ingestctl keys create --org acme --environment live --label website",
            "  ingestctl keys create --org acme --streams clicks,views --expires-in 30d",
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

    @Option(names = "--label", paramLabel = "<text>", defaultValue = "", description = "What it is for, for people.")
    private String label = "";

    @Option(
            names = "--streams",
            paramLabel = "<name,...>",
            split = ",",
            description = "The streams it may write. All, unless given.")
    private Set<StreamName> streams = Set.of();

    @Option(
            names = "--expires-in",
            paramLabel = "<time>",
            description = "It is refused after this time, for example 30d, 12h or 45m. Never, unless given.")
    private @Nullable Duration expiresIn;

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
        Instant expiresAt = expiresIn == null ? null : clock.instant().plus(expiresIn);
        WriteResult result = plane.createKey(key, owner, streams, expiresAt, label);
        if (!(result instanceof WriteResult.Written)) {
            return planes.explain(result, "ingestctl keys list --org " + owner).number();
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("key", key.reveal());
        document.put("id", key.id());
        document.put("org", owner);
        document.put("environment", environment);
        document.put("streams", streams.stream().map(StreamName::value).collect(Collectors.toCollection(TreeSet::new)));
        document.put("expires_at", expiresAt);
        terminal.result(options.output(), key.reveal(), document);
        terminal.notice("key " + key.id() + " created for " + owner + ". It is not shown again: keep it safe");
        return ExitCode.DONE.number();
    }

    private IngestionKey newKey(ControlPlane plane) {
        try {
            return plane.newKey(environment);
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException("--environment: " + e.getMessage(), e);
        }
    }
}
