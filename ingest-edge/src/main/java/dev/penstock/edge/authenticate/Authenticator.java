package dev.penstock.edge.authenticate;

import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Proves a presented key and finds the organization it stands for; the key is the only thing that names one.
///
/// A key that is malformed, unknown, wrong, expired or revoked gets one and the same refusal, so that nothing is
/// learned from it. What a proved key may not do is told as it is. Thread-safe, no I/O.
public final class Authenticator {

    private final KeyDirectory keys;
    private final Duration staleAfter;
    private final InstantSource clock;
    private final BadKeys badKeys;
    private final LastUse lastUse;

    public Authenticator(
            KeyDirectory keys, AuthenticationPolicy policy, InstantSource clock, BadKeys badKeys, LastUse lastUse) {
        this.keys = keys;
        this.staleAfter = policy.staleAfter();
        this.clock = clock;
        this.badKeys = badKeys;
        this.lastUse = lastUse;
    }

    /// Decides on the key of a request.
    public Authentication authenticate(Presented presented) {
        String text = presented.key();
        if (text == null || text.isEmpty()) {
            return new Authentication.Refused(Refusal.MISSING_KEY);
        }
        Optional<IngestionKey> parsed = IngestionKey.parse(text);
        if (parsed.isEmpty()) {
            return bad(presented);
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
        Instant now = clock.instant();
        if (known.isEmpty() || !known.get().isProvedBy(key) || !isLive(known.get(), now)) {
            return bad(presented);
        }
        Refusal refusal = objectionTo(known.get(), presented);
        if (refusal != null) {
            return new Authentication.Refused(refusal);
        }
        lastUse.used(key.id(), now);
        return new Authentication.Authenticated(known.get());
    }

    private Authentication bad(Presented presented) {
        return new Authentication.Refused(
                badKeys.isOneTooMany(presented.source()) ? Refusal.TOO_MANY_BAD_KEYS : Refusal.UNKNOWN_KEY);
    }

    private static boolean isLive(KeyRecord key, Instant now) {
        return key.state() == KeyState.ACTIVE && !key.isExpired(now);
    }

    private @Nullable Refusal objectionTo(KeyRecord key, Presented presented) {
        if (!isInside(key.networks(), presented.source())) {
            return Refusal.NETWORK_NOT_ALLOWED;
        }
        if (!OriginPolicy.allows(key, presented.origin())) {
            return Refusal.ORIGIN_NOT_ALLOWED;
        }
        if (!key.scopes().contains(KeyScope.INGEST)) {
            return Refusal.KEY_NOT_ALLOWED;
        }
        boolean active = keys.organization(key.org())
                .map(Organization::state)
                .filter(OrganizationState.ACTIVE::equals)
                .isPresent();
        return active ? null : Refusal.ORGANIZATION_SUSPENDED;
    }

    private static boolean isInside(Set<SourceNetwork> networks, SourceAddress source) {
        if (networks.isEmpty()) {
            return true;
        }
        for (SourceNetwork network : networks) {
            if (source.isIn(network)) {
                return true;
            }
        }
        return false;
    }
}
