package dev.penstock.edge.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.authenticate.Authentication.Authenticated;
import dev.penstock.edge.authenticate.Authentication.Refused;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.refusal.Refusal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {

    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final OrgId ORG = new OrgId("acme");

    private final KnownKeys keys = new KnownKeys();
    private final IngestionKey key = IngestionKey.generate("test", new SecureRandom());
    private final Authenticator authenticator =
            new Authenticator(keys, new AuthenticationPolicy(null, Duration.ofSeconds(60)), InstantSource.fixed(NOW));

    AuthenticatorTest() {
        keys.organizations.put(ORG, new Organization(ORG, "Acme", OrganizationState.ACTIVE, NOW));
        keys.put(record(KeyState.ACTIVE, Set.of(KeyScope.INGEST), null));
    }

    @Test
    void aProvedKeyNamesItsOrganization() {
        Authentication result = authenticator.authenticate(key.reveal());

        assertThat(result).isInstanceOf(Authenticated.class);
        assertThat(((Authenticated) result).key().org()).isEqualTo(ORG);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "")
    void noKeyIsMissing(@Nullable String presented) {
        assertThat(refusal(presented)).isEqualTo(Refusal.MISSING_KEY);
    }

    @Test
    void aKeyWithAnotherSecretOrNoSoundFormIsUnknown() {
        IngestionKey other = IngestionKey.generate("test", new SecureRandom());
        keys.keys.put(other.id(), record(KeyState.ACTIVE, Set.of(KeyScope.INGEST), null));

        assertThat(refusal(other.reveal())).isEqualTo(Refusal.UNKNOWN_KEY);
        assertThat(refusal("nonsense")).isEqualTo(Refusal.UNKNOWN_KEY);
        assertThat(refusal(IngestionKey.generate("test", new SecureRandom()).reveal()))
                .isEqualTo(Refusal.UNKNOWN_KEY);
    }

    @Test
    void aBadFormCostsNoLookUp() {
        keys.lookUps = 0;

        authenticator.authenticate("x".repeat(10_000));
        authenticator.authenticate(key.reveal().substring(1));

        assertThat(keys.lookUps).isZero();
    }

    @Test
    void aRevokedKeyIsUnknown() {
        keys.put(record(KeyState.REVOKED, Set.of(KeyScope.INGEST), null));

        assertThat(refusal(key.reveal())).isEqualTo(Refusal.UNKNOWN_KEY);
    }

    @Test
    void aKeyIsUnknownFromTheInstantItExpires() {
        keys.put(record(KeyState.ACTIVE, Set.of(KeyScope.INGEST), NOW.plusMillis(1)));
        assertThat(authenticator.authenticate(key.reveal())).isInstanceOf(Authenticated.class);

        keys.put(record(KeyState.ACTIVE, Set.of(KeyScope.INGEST), NOW));
        assertThat(refusal(key.reveal())).isEqualTo(Refusal.UNKNOWN_KEY);
    }

    @Test
    void aKeyForOtherWorkIsNotAllowed() {
        keys.put(record(KeyState.ACTIVE, Set.of(KeyScope.TAIL, KeyScope.ADMIN), null));

        assertThat(refusal(key.reveal())).isEqualTo(Refusal.KEY_NOT_ALLOWED);
    }

    @Test
    void aSuspendedOrMissingOrganizationIsClosed() {
        keys.organizations.put(ORG, new Organization(ORG, "Acme", OrganizationState.SUSPENDED, NOW));
        assertThat(refusal(key.reveal())).isEqualTo(Refusal.ORGANIZATION_SUSPENDED);

        keys.organizations.clear();
        assertThat(refusal(key.reveal())).isEqualTo(Refusal.ORGANIZATION_SUSPENDED);
    }

    @Test
    void anEdgeThatDoesNotKnowTheKeysYetSaysSoInsteadOfUnknown() {
        keys.keys.clear();
        keys.caughtUp = false;

        assertThat(refusal(key.reveal())).isEqualTo(Refusal.NOT_READY);
    }

    @Test
    void oldKnowledgeIsTrustedForAMinuteAndNoLonger() {
        keys.behind = Duration.ofSeconds(60);
        assertThat(authenticator.authenticate(key.reveal())).isInstanceOf(Authenticated.class);

        keys.behind = Duration.ofSeconds(60).plusMillis(1);
        assertThat(refusal(key.reveal())).isEqualTo(Refusal.CONTROL_STALE);
    }

    private Refusal refusal(@Nullable String presented) {
        Authentication result = authenticator.authenticate(presented);
        assertThat(result).isInstanceOf(Refused.class);
        return ((Refused) result).refusal();
    }

    private KeyRecord record(KeyState state, Set<KeyScope> scopes, @Nullable Instant expiresAt) {
        return new KeyRecord(
                key.id(), ORG, "test", key.secretHash(), state, Set.of(), scopes, NOW, expiresAt, "a test");
    }

    private static final class KnownKeys implements KeyDirectory {

        private final Map<KeyId, KeyRecord> keys = new HashMap<>();
        private final Map<OrgId, Organization> organizations = new HashMap<>();
        private boolean caughtUp = true;
        private Duration behind = Duration.ZERO;
        private int lookUps;

        void put(KeyRecord key) {
            keys.put(key.id(), key);
        }

        @Override
        public Optional<KeyRecord> key(KeyId id) {
            lookUps++;
            return Optional.ofNullable(keys.get(id));
        }

        @Override
        public Optional<Organization> organization(OrgId id) {
            return Optional.ofNullable(organizations.get(id));
        }

        @Override
        public boolean caughtUp() {
            return caughtUp;
        }

        @Override
        public Duration behind() {
            return behind;
        }
    }
}
