package dev.penstock.edge.authenticate;

import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.refusal.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Proves a presented key and finds the organization it stands for; the key is the only thing that names one.
///
/// A key that is malformed, unknown, wrong, expired or revoked gets one and the same refusal, so that nothing is
/// learned from it. Thread-safe, no I/O.
public final class Authenticator {

    private final KeyDirectory keys;
    private final Duration staleAfter;
    private final InstantSource clock;

    public Authenticator(KeyDirectory keys, AuthenticationPolicy policy, InstantSource clock) {
        this.keys = keys;
        this.staleAfter = policy.staleAfter();
        this.clock = clock;
    }

    /// Decides on a key.
    ///
    /// @param presented the key as it was sent; null when there was none
    public Authentication authenticate(@Nullable String presented) {
        if (presented == null || presented.isEmpty()) {
            return new Authentication.Refused(Refusal.MISSING_KEY);
        }
        Optional<IngestionKey> parsed = IngestionKey.parse(presented);
        if (parsed.isEmpty()) {
            return new Authentication.Refused(Refusal.UNKNOWN_KEY);
        }
        // Before the look-up: an edge that knows too little must not tell a good key that it is unknown.
        if (!keys.caughtUp()) {
            return new Authentication.Refused(Refusal.NOT_READY);
        }
        if (keys.behind().compareTo(staleAfter) > 0) {
            return new Authentication.Refused(Refusal.CONTROL_STALE);
        }
        IngestionKey key = parsed.get();
        Optional<KeyRecord> known = keys.key(key.id());
        if (known.isEmpty() || !known.get().isProvedBy(key) || !isLive(known.get())) {
            return new Authentication.Refused(Refusal.UNKNOWN_KEY);
        }
        return admit(known.get());
    }

    private boolean isLive(KeyRecord key) {
        return key.state() == KeyState.ACTIVE && !key.isExpired(clock.instant());
    }

    private Authentication admit(KeyRecord key) {
        if (!key.scopes().contains(KeyScope.INGEST)) {
            return new Authentication.Refused(Refusal.KEY_NOT_ALLOWED);
        }
        boolean active = keys.organization(key.org())
                .map(Organization::state)
                .filter(OrganizationState.ACTIVE::equals)
                .isPresent();
        return active
                ? new Authentication.Authenticated(key)
                : new Authentication.Refused(Refusal.ORGANIZATION_SUSPENDED);
    }
}
