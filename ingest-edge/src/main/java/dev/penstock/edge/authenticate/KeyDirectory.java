package dev.penstock.edge.authenticate;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.Origin;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import java.time.Duration;
import java.util.Optional;

/// What is known of keys and organizations, and how old that knowledge is. Answers from memory, without waiting: it
/// is asked on event loops.
public interface KeyDirectory {

    /// The key of this id, revoked ones included.
    Optional<KeyRecord> key(KeyId id);

    Optional<Organization> organization(OrgId id);

    /// Whether a key that is not revoked lists this origin.
    default boolean isListed(Origin origin) {
        return false;
    }

    /// Whether the knowledge has been complete at least once; before that, an empty answer means nothing.
    boolean caughtUp();

    /// How long ago the knowledge was last known to be complete.
    Duration behind();
}
