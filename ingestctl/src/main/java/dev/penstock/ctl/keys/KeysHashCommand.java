package dev.penstock.ctl.keys;

import dev.penstock.control.write.KeySettings;
import dev.penstock.ctl.connect.GlobalOptions;
import dev.penstock.ctl.connect.UnusableOptionException;
import dev.penstock.ctl.terminal.ExitCode;
import dev.penstock.ctl.terminal.Terminal;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ingestctl keys hash`. Reads the key from stdin: a command line is seen by everybody on the machine.
@Command(
        name = "hash",
        description = "Turn a key, read from stdin, into an entry of an edge's keys file. Talks to nobody.",
        footer = {"", "Example:", "  ingestctl keys hash --org acme < key.txt"})
public final class KeysHashCommand implements Callable<Integer> {

    @Option(names = "--org", required = true, paramLabel = "<id>", description = "The organization it writes for.")
    private @Nullable OrgId org;

    private final GlobalOptions options;
    private final InputStream in;
    private final Terminal terminal;

    public KeysHashCommand(GlobalOptions options, InputStream in, Terminal terminal) {
        this.options = options;
        this.in = in;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        String text = new String(in.readNBytes(1_000), StandardCharsets.UTF_8).strip();
        Optional<IngestionKey> key = IngestionKey.parse(text);
        if (key.isEmpty()) {
            throw new UnusableOptionException("what stdin has is no ingestion key: its form or its checksum is wrong");
        }
        String entry = KeysFileEntry.of(
                key.get(),
                Objects.requireNonNull(org),
                new KeySettings(Set.of(), Set.of(KeyScope.INGEST), Set.of(), Set.of(), Limits.NONE, null, ""));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", key.get().id());
        document.put(
                "secret_sha256", HexFormat.of().formatHex(key.get().secretHash().toByteArray()));
        document.put("entry", entry);
        terminal.result(options.output(), entry.stripTrailing(), document);
        return ExitCode.DONE.number();
    }
}
