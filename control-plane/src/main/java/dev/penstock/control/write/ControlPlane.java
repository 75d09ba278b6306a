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
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.stream.StreamName;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
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
        Organization organization = new Organization(id, name, OrganizationState.ACTIVE, now());
        return writer.write(current -> current.organization(id).isPresent()
                ? new Refuse("organization " + id + " is there already")
                : new Write(new OrganizationFact(organization)));
    }

    /// Creates a key for an organization, which must exist. The secret is in `key` and nowhere else; show it when
    /// the result is [WriteResult.Written].
    ///
    /// @param key freshly generated, see [#newKey]
    /// @param streams those it may write; empty means all
    /// @param expiresAt null means never
    public WriteResult createKey(
            IngestionKey key, OrgId org, Set<StreamName> streams, @Nullable Instant expiresAt, String label) {
        KeyRecord record = new KeyRecord(
                key.id(),
                org,
                key.environment(),
                key.secretHash(),
                KeyState.ACTIVE,
                streams,
                Set.of(KeyScope.INGEST),
                now(),
                expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS),
                label);
        return writer.write(current -> {
            if (current.organization(org).isEmpty()) {
                return new Refuse(
                        "there is no organization " + org + ": create it with `ingestctl orgs create " + org + "`");
            }
            if (current.key(key.id()).isPresent()) {
                return new Refuse("there is a key " + key.id() + " already: try again");
            }
            return new Write(new KeyFact(record));
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

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
