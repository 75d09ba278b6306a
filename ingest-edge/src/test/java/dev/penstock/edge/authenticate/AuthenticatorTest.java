package dev.penstock.edge.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.authenticate.Authentication.Authenticated;
import dev.penstock.edge.authenticate.Authentication.Refused;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.key.Origin;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.usage.KeyLastUse;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {

    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final OrgId ORG = new OrgId("acme");
    private static final SourceAddress HOME = SourceAddress.of(InetAddress.ofLiteral("192.0.2.7"));
    private static final SourceAddress ELSEWHERE = SourceAddress.of(InetAddress.ofLiteral("198.51.100.7"));

    private final KnownKeys keys = new KnownKeys();
    private final IngestionKey key = IngestionKey.generate("test", new SecureRandom());
    private final LastUse lastUse = new LastUse();
    private final BadKeys badKeys = new BadKeys(new BadKeyPolicy(60, 3, 100), () -> 0);
    private final Authenticator authenticator = new Authenticator(
            keys, new AuthenticationPolicy(null, Duration.ofSeconds(60)), InstantSource.fixed(NOW), badKeys, lastUse);

    AuthenticatorTest() {
        keys.organizations.put(ORG, new Organization(ORG, "Acme", OrganizationState.ACTIVE, NOW));
        keys.put(record(KeyState.ACTIVE, Set.of(KeyScope.INGEST), null));
    }

    @Test
    void aProvedKeyNamesItsOrganization() {
        Authentication result = authenticator.authenticate(from(HOME, key.reveal(), null));

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

        authenticator.authenticate(from(HOME, "x".repeat(10_000), null));
        authenticator.authenticate(from(HOME, key.reveal().substring(1), null));

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
        assertThat(authenticator.authenticate(from(HOME, key.reveal(), null))).isInstanceOf(Authenticated.class);

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
        assertThat(authenticator.authenticate(from(HOME, key.reveal(), null))).isInstanceOf(Authenticated.class);

        keys.behind = Duration.ofSeconds(60).plusMillis(1);
        assertThat(refusal(key.reveal())).isEqualTo(Refusal.CONTROL_STALE);
    }

    @Test
    void aKeyIsGoodInItsNetworksOnly() {
        keys.put(record(Set.of(), "192.0.2.0/24", "2001:db8::/32"));

        assertThat(authenticator.authenticate(from(HOME, key.reveal(), null))).isInstanceOf(Authenticated.class);
        assertThat(refusal(from(ELSEWHERE, key.reveal(), null))).isEqualTo(Refusal.NETWORK_NOT_ALLOWED);
        assertThat(refusal(from(SourceAddress.UNKNOWN, key.reveal(), null))).isEqualTo(Refusal.NETWORK_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example.com", "null", "", "garbage", "https://shop.example.com:443"})
    void aSecretKeyIsNotForPages(String origin) {
        assertThat(refusal(from(HOME, key.reveal(), origin))).isEqualTo(Refusal.ORIGIN_NOT_ALLOWED);
    }

    @Test
    void aKeyOfPagesIsGoodInItsOwnAndOnServers() {
        keys.put(record(Set.of(new Origin("https://shop.example.com"))));

        assertThat(authenticator.authenticate(from(HOME, key.reveal(), "https://shop.example.com")))
                .isInstanceOf(Authenticated.class);
        assertThat(authenticator.authenticate(from(HOME, key.reveal(), null))).isInstanceOf(Authenticated.class);
        assertThat(refusal(from(HOME, key.reveal(), "https://evil.example"))).isEqualTo(Refusal.ORIGIN_NOT_ALLOWED);
        assertThat(refusal(from(HOME, key.reveal(), "http://shop.example.com"))).isEqualTo(Refusal.ORIGIN_NOT_ALLOWED);
        assertThat(refusal(from(HOME, key.reveal(), "null"))).isEqualTo(Refusal.ORIGIN_NOT_ALLOWED);
    }

    @Test
    void aBrowserThatAsksIsToldYesWhenSomeKeyListsItsPage() {
        OriginPolicy policy = new OriginPolicy(keys);
        keys.put(record(Set.of(new Origin("https://shop.example.com"))));

        assertThat(policy.allowsPreflight("https://shop.example.com")).isTrue();
        assertThat(policy.allowsPreflight("https://evil.example")).isFalse();
        assertThat(policy.allowsPreflight("null")).isFalse();
        assertThat(policy.allowsPreflight("x".repeat(100_000))).isFalse();
    }

    /// Behind one address may be a whole company.
    @Test
    void whoPresentsTooManyBadKeysIsToldSoAndGoodKeysFromThereStayGood() {
        for (int i = 0; i < 3; i++) {
            assertThat(refusal(from(HOME, "nonsense", null))).isEqualTo(Refusal.UNKNOWN_KEY);
        }
        IngestionKey unknown = IngestionKey.generate("test", new SecureRandom());

        assertThat(refusal(from(HOME, "nonsense", null))).isEqualTo(Refusal.TOO_MANY_BAD_KEYS);
        assertThat(refusal(from(HOME, unknown.reveal(), null))).isEqualTo(Refusal.TOO_MANY_BAD_KEYS);
        assertThat(authenticator.authenticate(from(HOME, key.reveal(), null))).isInstanceOf(Authenticated.class);
        assertThat(refusal(from(ELSEWHERE, "nonsense", null))).isEqualTo(Refusal.UNKNOWN_KEY);
    }

    @Test
    void onlyWhatIsNoKeyCountsAsBad() {
        keys.put(record(Set.of(), "203.0.113.0/24"));
        for (int i = 0; i < 10; i++) {
            assertThat(refusal(from(HOME, null, null))).isEqualTo(Refusal.MISSING_KEY);
            assertThat(refusal(from(HOME, key.reveal(), null))).isEqualTo(Refusal.NETWORK_NOT_ALLOWED);
        }

        assertThat(badKeys.remembered()).isZero();
    }

    @Test
    void tenThousandBadKeysLeaveNothingBehindButTheirAddress() {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 10_000; i++) {
            String bad = IngestionKey.generate("test", random).reveal();
            authenticator.authenticate(from(HOME, i % 2 == 0 ? bad : bad.substring(0, 40), null));
        }

        assertThat(badKeys.remembered()).isEqualTo(1);
        assertThat(lastUse.waiting()).isZero();
        assertThat(keys.lookUps).isLessThanOrEqualTo(5_000);
    }

    /// Of processor time, which other people's builds on the same machine do not lengthen.
    @Test
    void aBadKeyCostsLessThanTwentyMicroseconds() {
        Presented[] bad = new Presented[1_000];
        for (int i = 0; i < bad.length; i++) {
            bad[i] =
                    from(HOME, IngestionKey.generate("test", new SecureRandom()).reveal(), null);
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            authenticator.authenticate(bad[i % bad.length]);
        }

        long begun = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 10_000; i++) {
            authenticator.authenticate(bad[i % bad.length]);
        }
        long each = (threads.getCurrentThreadCpuTime() - begun) / 10_000;

        assertThat(each).as("nanoseconds").isLessThan(20_000);
    }

    @Test
    void theUseOfAKeyIsNotedWhenItOpenedTheDoor() {
        refusal(from(HOME, key.reveal(), "https://evil.example"));
        assertThat(lastUse.waiting()).isZero();

        authenticator.authenticate(from(HOME, key.reveal(), null));

        assertThat(lastUse.take()).containsExactly(new KeyLastUse(key.id(), NOW));
    }

    private static Presented from(SourceAddress source, @Nullable String key, @Nullable String origin) {
        return new Presented(key, origin, source);
    }

    private KeyRecord record(Set<Origin> origins, String... networks) {
        return new KeyRecord(
                key.id(),
                ORG,
                "test",
                key.secretHash(),
                KeyState.ACTIVE,
                Set.of(),
                Set.of(KeyScope.INGEST),
                NOW,
                null,
                "a test",
                origins,
                Arrays.stream(networks).map(SourceNetwork::parse).collect(Collectors.toSet()),
                Limits.NONE);
    }

    private Refusal refusal(@Nullable String presented) {
        return refusal(from(HOME, presented, null));
    }

    private Refusal refusal(Presented presented) {
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
        public boolean isListed(Origin origin) {
            return keys.values().stream().anyMatch(key -> key.origins().contains(origin));
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
