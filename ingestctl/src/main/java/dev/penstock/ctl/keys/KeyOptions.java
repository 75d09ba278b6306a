package dev.penstock.ctl.keys;

import dev.penstock.control.write.KeySettings;
import dev.penstock.ctl.limits.LimitOptions;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.Origin;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.stream.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that say what a new key may do.
public final class KeyOptions {

    @Option(names = "--label", paramLabel = "<text>", defaultValue = "", description = "What it is for, for people.")
    private String label = "";

    @Option(
            names = {"--stream", "--streams"},
            paramLabel = "<name,...>",
            split = ",",
            description = "The streams it may write. All, unless given.")
    private Set<StreamName> streams = Set.of();

    @Option(
            names = "--scope",
            paramLabel = "<scope,...>",
            split = ",",
            description = "What it may do: ${COMPLETION-CANDIDATES}. INGEST, unless given.")
    private Set<KeyScope> scopes = EnumSet.of(KeyScope.INGEST);

    @Option(
            names = "--origin",
            paramLabel = "<origin,...>",
            split = ",",
            description = "Pages that may use it, such as https://shop.example.com. None, unless given: a secret key.")
    private Set<Origin> origins = Set.of();

    @Option(
            names = "--network",
            paramLabel = "<network,...>",
            split = ",",
            description = "Where it may be used from, such as 192.0.2.0/24. Anywhere, unless given.")
    private Set<SourceNetwork> networks = Set.of();

    @Option(
            names = "--expires-in",
            paramLabel = "<time>",
            description = "It is refused after this time, for example 30d, 12h or 45m. Never, unless given.")
    private @Nullable Duration expiresIn;

    @Mixin
    private LimitOptions limits = new LimitOptions();

    KeySettings settings(Instant now) {
        return new KeySettings(
                streams,
                scopes,
                origins,
                networks,
                limits.over(Limits.NONE),
                expiresIn == null ? null : now.plus(expiresIn),
                label);
    }
}
