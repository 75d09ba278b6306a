package dev.penstock.model.key;

import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An ingestion key as the control topic knows it: everything but the secret.
///
/// @param streams the streams it may write; empty means all
/// @param expiresAt from this instant on it is refused; null means never
/// @param label for people
/// @param origins the pages that may use it; empty means that no page may: a request with the header `Origin` is
///     refused
/// @param networks where it may be used from; empty means anywhere
/// @param limits of this key, inside those of its organization
public record KeyRecord(
        KeyId id,
        OrgId org,
        String environment,
        SecretHash secretHash,
        KeyState state,
        Set<StreamName> streams,
        Set<KeyScope> scopes,
        Instant createdAt,
        @Nullable Instant expiresAt,
        String label,
        Set<Origin> origins,
        Set<SourceNetwork> networks,
        Limits limits) {

    /// Most origins, and most networks, of one key: they are gone through for each request.
    public static final int MAX_PLACES = 100;

    public KeyRecord {
        streams = Set.copyOf(streams);
        scopes = Set.copyOf(scopes);
        origins = Set.copyOf(origins);
        networks = Set.copyOf(networks);
        if (origins.size() > MAX_PLACES || networks.size() > MAX_PLACES) {
            throw new IllegalArgumentException("a key can have at most " + MAX_PLACES + " origins and " + MAX_PLACES
                    + " networks: " + origins.size() + " and " + networks.size());
        }
    }

    /// A key that no page may use, that may be used from anywhere, and has no limits of its own.
    public KeyRecord(
            KeyId id,
            OrgId org,
            String environment,
            SecretHash secretHash,
            KeyState state,
            Set<StreamName> streams,
            Set<KeyScope> scopes,
            Instant createdAt,
            @Nullable Instant expiresAt,
            String label) {
        this(
                id,
                org,
                environment,
                secretHash,
                state,
                streams,
                scopes,
                createdAt,
                expiresAt,
                label,
                Set.of(),
                Set.of(),
                Limits.NONE);
    }

    /// Tells, in constant time, whether `key` is the one this record was made for.
    public boolean isProvedBy(IngestionKey key) {
        return secretHash.equals(key.secretHash());
    }

    public boolean allows(StreamName stream) {
        return streams.isEmpty() || streams.contains(stream);
    }

    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /// The same key, revoked.
    public KeyRecord revoked() {
        return with(KeyState.REVOKED, expiresAt);
    }

    /// The same key, refused from `instant` on.
    public KeyRecord expiringAt(Instant instant) {
        return with(state, instant);
    }

    private KeyRecord with(KeyState newState, @Nullable Instant newExpiry) {
        return new KeyRecord(
                id,
                org,
                environment,
                secretHash,
                newState,
                streams,
                scopes,
                createdAt,
                newExpiry,
                label,
                origins,
                networks,
                limits);
    }
}
