package dev.penstock.ctl.keys;

import dev.penstock.control.write.WriteResult;
import dev.penstock.ctl.connect.ControlPlanes;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.key.KeyId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ingestctl keys revoke`.
@Command(
        name = "revoke",
        description = "Revoke a key, for good. Every edge refuses it within 5 seconds.",
        footer = {"", "Example:", "  ingestctl keys revoke 4hT9xQ2mZp1a --yes"})
public final class KeysRevokeCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "<key id>",
            description = "The 12 characters between the second and the third underscore of the key.")
    private @Nullable KeyId id;

    @Option(names = "--yes", description = "Do not ask. Needed where nobody can be asked.")
    private boolean yes;

    private final GlobalOptions options;
    private final ControlPlanes planes;
    private final Terminal terminal;

    public KeysRevokeCommand(GlobalOptions options, ControlPlanes planes, Terminal terminal) {
        this.options = options;
        this.planes = planes;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        KeyId key = Objects.requireNonNull(id);
        if (!yes && !terminal.isInteractive()) {
            terminal.error("revoking is final and there is no terminal to ask: add --yes");
            return ExitCode.REFUSED.number();
        }
        if (!yes && !terminal.confirms("Revoke key " + key + " for good?")) {
            terminal.notice("nothing was changed");
            return ExitCode.REFUSED.number();
        }
        WriteResult result = planes.open().revokeKey(key);
        if (result instanceof WriteResult.Written written) {
            terminal.result(options.output(), key.value(), Map.of("id", key.value(), "state", "revoked"));
            terminal.notice("key " + key + " revoked");
            return planes.audit("keys.revoke", "key/" + key, "", written.revision())
                    .number();
        }
        return planes.explain(result, "ingestctl keys list").number();
    }
}
