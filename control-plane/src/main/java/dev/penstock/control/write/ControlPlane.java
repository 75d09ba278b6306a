package dev.penstock.control.write;

import dev.penstock.control.state.ControlState;
import dev.penstock.control.write.Change.Decision.Refuse;
import dev.penstock.control.write.Change.Decision.Write;
import dev.penstock.model.control.ControlFact.KeyFact;
import dev.penstock.model.control.ControlFact.OrganizationFact;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.stream.StreamName;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What operators do to organizations and keys.
///
/// Every operation is one compare-and-set write: it says what it found in the way, or it is done. None is tried
/// again by itself; after a lost race the caller may call again, which decides anew on what is there then.
public final class ControlPlane {

    private final ControlWriter writer;
    private final InstantSource clock;
    private final SecureRandom random;

    public ControlPlane(ControlWriter writer, InstantSource clock, SecureRandom random) {
        this.writer = writer;
        this.clock = clock;
        this.random = random;
    }

    /// Everything that is committed now.
    public ControlState read() throws ControlUnavailableException {
        return writer.read();
    }

    /// Creates an organization; a conflict when there is one of this id.
    public WriteResult createOrganization(OrgId id, String name) {
        return createOrganization(id, name, Limits.NONE, Limits.NONE, UnknownStreams.ANY);
    }

    /// Creates an organization with limits of its own; a conflict when there is one of this id.
    public WriteResult createOrganization(
            OrgId id, String name, Limits limits, Limits guaranteed, UnknownStreams unknownStreams) {
        Organization organization =
                new Organization(id, name, OrganizationState.ACTIVE, now(), limits, guaranteed, unknownStreams);
        return writer.write(current -> current.organization(id).isPresent()
                ? new Refuse("organization " + id + " is there already")
                : new Write(new OrganizationFact(organization)));
    }

    /// Changes an organization; a conflict when there is none of this id.
    ///
    /// @param change keeps the id; its IllegalArgumentException is the conflict's sentence
    public WriteResult changeOrganization(OrgId id, UnaryOperator<Organization> change) {
        return writer.write(current -> {
            Optional<Organization> found = current.organization(id);
            if (found.isEmpty()) {
                return noOrganization(id);
            }
            try {
                return new Write(new OrganizationFact(change.apply(found.get())));
            } catch (IllegalArgumentException e) {
                return new Refuse(String.valueOf(e.getMessage()));
            }
        });
    }

    /// Creates a key that may send to `streams`, in no page and from anywhere, as fast as its organization may.
    public WriteResult createKey(
            IngestionKey key, OrgId org, Set<StreamName> streams, @Nullable Instant expiresAt, String label) {
        return createKey(
                key,
                org,
                new KeySettings(streams, Set.of(KeyScope.INGEST), Set.of(), Set.of(), Limits.NONE, expiresAt, label));
    }

    /// Creates a key for an organization, which must exist. The secret is in `key` and nowhere else; show it when
    /// the result is [WriteResult.Written].
    ///
    /// @param key freshly generated, see [#newKey]
    public WriteResult createKey(IngestionKey key, OrgId org, KeySettings settings) {
        KeyRecord record = record(key, org, settings, now());
        return writer.write(current -> {
            if (current.organization(org).isEmpty()) {
                return noOrganization(org);
            }
            if (current.key(key.id()).isPresent()) {
                return new Refuse("there is a key " + key.id() + " already: try again");
            }
            return new Write(new KeyFact(record));
        });
    }

    /// Puts a new key with the same settings beside an old one, which is good for `overlap` longer, or until it would
    /// have expired anyway. Both or neither is written. A conflict when the old key is revoked, expired or not there.
    ///
    /// @param fresh the new key, see [#newKey]
    public WriteResult rotateKey(KeyId old, IngestionKey fresh, Duration overlap) {
        Instant now = now();
        return writer.write(current -> {
            Optional<KeyRecord> found = current.key(old);
            if (found.isEmpty()) {
                return new Refuse("there is no key " + old);
            }
            KeyRecord before = found.get();
            if (before.state() == KeyState.REVOKED || before.isExpired(now)) {
                return new Refuse("key " + old + " is revoked or expired: create another one");
            }
            Instant end = now.plus(overlap);
            Instant expiry = before.expiresAt();
            KeyRecord ending = expiry != null && expiry.isBefore(end) ? before : before.expiringAt(end);
            return new Write(List.of(
                    new KeyFact(record(fresh, before.org(), KeySettings.of(before), now)), new KeyFact(ending)));
        });
    }

    /// Makes the secret for [#createKey].
    ///
    /// @param environment 1 to 16 lower-case letters and digits
    public IngestionKey newKey(String environment) {
        return IngestionKey.generate(environment, random);
    }

    /// Revokes a key for good; a conflict when there is none of this id. Revoking a revoked key writes it once more
    /// and changes nothing.
    public WriteResult revokeKey(KeyId id) {
        return writer.write(current -> current.key(id)
                .<Change.Decision>map(key -> new Write(new KeyFact(key.revoked())))
                .orElseGet(() -> new Refuse("there is no key " + id)));
    }

    private static Refuse noOrganization(OrgId id) {
        return new Refuse("there is no organization " + id + ": create it with `ingestctl orgs create " + id + "`");
    }

    private static KeyRecord record(IngestionKey key, OrgId org, KeySettings settings, Instant now) {
        Instant expiresAt = settings.expiresAt();
        return new KeyRecord(
                key.id(),
                org,
                key.environment(),
                key.secretHash(),
                KeyState.ACTIVE,
                settings.streams(),
                settings.scopes(),
                now,
                expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS),
                settings.label(),
                settings.origins(),
                settings.networks(),
                settings.limits());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
