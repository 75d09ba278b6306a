package dev.penstock.ctl.keys;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.write.ControlPlane;
import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ingestctl keys rotate`. Prints the new key and nothing else on stdout; it is kept nowhere.
@Command(
        name = "rotate",
        description = {
            "Create a key with the settings of another one, which is good for a while longer.",
            "The new key is printed once and cannot be shown again."
        },
        footer = {"", "Example:", "  ingestctl keys rotate 4hT9xQ2mZp1a --overlap 24h"})
public final class KeysRotateCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "<key id>", description = "The id of the key that is to go.")
    private @Nullable KeyId id;

    @Option(
            names = "--overlap",
            required = true,
            paramLabel = "<time>",
            description = "How long both are good, for example 24h. To end the old one at once, revoke it.")
    private @Nullable Duration overlap;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public KeysRotateCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        KeyId old = Objects.requireNonNull(id);
        Duration both = Objects.requireNonNull(overlap);
        ControlPlane plane = planes.open();
        ControlState state = plane.read();
        Optional<KeyRecord> found = state.key(old);
        if (found.isEmpty()) {
            terminal.error("there is no key " + old);
            return ExitCode.REFUSED.number();
        }
        IngestionKey fresh = plane.newKey(found.get().environment());
        WriteResult result = plane.rotateKey(old, fresh, both);
        if (!(result instanceof WriteResult.Written written)) {
            return planes.explain(result, "ingestctl keys list").number();
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("key", fresh.reveal());
        document.put("id", fresh.id());
        document.put("replaces", old);
        terminal.result(options.output(), fresh.reveal(), document);
        terminal.notice("key " + fresh.id() + " created; " + old + " is good for " + both.toSeconds()
                + " s longer at most. The new key is not shown again: keep it safe");
        return planes.audit(
                        "keys.rotate",
                        "key/" + fresh.id(),
                        "replaces key/" + old + " after " + both,
                        written.revision())
                .number();
    }
}
