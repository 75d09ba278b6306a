package dev.penstock.model.key;

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
        String label) {

    public KeyRecord {
        streams = Set.copyOf(streams);
        scopes = Set.copyOf(scopes);
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
        return new KeyRecord(
                id, org, environment, secretHash, KeyState.REVOKED, streams, scopes, createdAt, expiresAt, label);
    }
}
