package dev.penstock.control.write;

import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.Origin;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an operator chooses about a key; [KeyRecord] says what each means.
public record KeySettings(
        Set<StreamName> streams,
        Set<KeyScope> scopes,
        Set<Origin> origins,
        Set<SourceNetwork> networks,
        Limits limits,
        @Nullable Instant expiresAt,
        String label) {

    public KeySettings {
        streams = Set.copyOf(streams);
        scopes = Set.copyOf(scopes);
        origins = Set.copyOf(origins);
        networks = Set.copyOf(networks);
    }

    /// Those of a key that there is.
    public static KeySettings of(KeyRecord key) {
        return new KeySettings(
                key.streams(), key.scopes(), key.origins(), key.networks(), key.limits(), key.expiresAt(), key.label());
    }
}
