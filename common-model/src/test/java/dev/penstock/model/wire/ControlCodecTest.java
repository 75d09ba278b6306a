package dev.penstock.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.control.ControlFact;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.key.Origin;
import dev.penstock.model.key.SecretHash;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.proto.KeyFact;
import dev.penstock.model.stream.StreamName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlCodecTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00.123Z");
    private static final SecretHash HASH = SecretHash.of(new byte[SecretHash.BYTES]);

    static Stream<ControlFact> facts() {
        StreamName clicks = new StreamName("clicks");
        return Stream.of(
                new ControlFact.KeyFact(aKey()),
                new ControlFact.KeyFact(aKey().revoked()),
                new ControlFact.KeyFact(new KeyRecord(
                        new KeyId("0123456789Zz"),
                        new OrgId("acme"),
                        "dev",
                        HASH,
                        KeyState.ACTIVE,
                        Set.of(),
                        Set.of(),
                        CREATED,
                        null,
                        "")),
                new ControlFact.OrganizationFact(
                        new Organization(new OrgId("acme"), "Acme & Söhne", OrganizationState.ACTIVE, CREATED)),
                new ControlFact.OrganizationFact(
                        new Organization(new OrgId("acme"), "Acme", OrganizationState.SUSPENDED, CREATED)),
                new ControlFact.KeyFact(aKeyWithPlaces()),
                new ControlFact.KeyFact(aKeyWithPlaces().revoked()),
                new ControlFact.OrganizationFact(new Organization(
                        new OrgId("acme"),
                        "Acme",
                        OrganizationState.ACTIVE,
                        CREATED,
                        new Limits(1L, Limits.MAX_COUNT, Limits.MAX_BYTES),
                        new Limits(null, 5L, null),
                        UnknownStreams.REFUSE)),
                new ControlFact.OrganizationFact(new Organization(
                        new OrgId("acme"),
                        "Acme",
                        OrganizationState.ACTIVE,
                        CREATED,
                        Limits.NONE,
                        Limits.NONE,
                        UnknownStreams.DEFAULT)),
                new ControlFact.StreamFact(clicks, 7, "{\"name\":\"clicks\",\"ü\":1}"),
                new ControlFact.HaltFact(clicks, 2, true, "too many dead letters"),
                new ControlFact.HaltFact(clicks, 3, false, ""));
    }

    @ParameterizedTest
    @MethodSource("facts")
    void everyFactComesBackAsItWas(ControlFact fact) throws MalformedRecordException {
        ControlRecord record = new ControlRecord(fact, "ann@laptop", CREATED);

        ControlRecord read = ControlCodec.decode(ControlCodec.encodeKey(fact), ControlCodec.encode(record));

        assertThat(read).isEqualTo(record);
    }

    @Test
    void namesAreThoseTheTopicIsCompactedBy() {
        assertThat(facts().map(fact -> new String(ControlCodec.encodeKey(fact), StandardCharsets.UTF_8))
                        .distinct())
                .containsExactly(
                        "key/AbCdEf123456",
                        "key/0123456789Zz",
                        "org/acme",
                        "stream/clicks/7",
                        "halt/clicks/2",
                        "halt/clicks/3");
    }

    @ParameterizedTest
    @MethodSource("facts")
    void recordUnderTheKeyOfAnotherFactIsMalformed(ControlFact fact) {
        byte[] value = ControlCodec.encode(new ControlRecord(fact, "ann", CREATED));

        assertThatThrownBy(() -> ControlCodec.decode("org/other".getBytes(StandardCharsets.UTF_8), value))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining(fact.name().text());
        assertThatThrownBy(() -> ControlCodec.decode(null, value)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void bytesThatAreNoControlRecordAreMalformed() {
        assertThatThrownBy(() -> ControlCodec.decode("garbage".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> ControlCodec.decode(new byte[0])).isInstanceOf(MalformedRecordException.class);
    }

    /// Taken for active, a state of a later version, "locked" say, would open the door.
    @Test
    void keyInAnUnknownStateIsMalformed() {
        dev.penstock.model.proto.ControlRecord message = message();

        assertThatThrownBy(() ->
                        ControlCodec.decode(withKey(message.getKey().toBuilder().setStateValue(99))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("state");
    }

    @Test
    void scopeOfALaterVersionIsLeftOut() throws MalformedRecordException {
        ControlRecord read =
                ControlCodec.decode(withKey(message().getKey().toBuilder().addScopesValue(99)));

        assertThat(read.fact()).isEqualTo(new ControlFact.KeyFact(aKey()));
    }

    @Test
    void keyWithAShortHashIsMalformed() {
        assertThatThrownBy(() -> ControlCodec.decode(withKey(message().getKey().toBuilder()
                        .setSecretSha256(com.google.protobuf.ByteString.copyFrom(new byte[31])))))
                .isInstanceOf(MalformedRecordException.class);
    }

    /// Left out, the network would be no limit any more, and the key be good from anywhere.
    @Test
    void placeThatThisVersionCannotReadMakesAnActiveKeyMalformed() {
        KeyFact.Builder key = message().getKey().toBuilder();

        assertThatThrownBy(() -> ControlCodec.decode(withKey(key.clone().addNetworks("country:CH"))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("country:CH");
        assertThatThrownBy(() -> ControlCodec.decode(withKey(key.clone().addOrigins("https://*.example.com"))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("wildcard");
        assertThatThrownBy(() -> ControlCodec.decode(withKey(key.clone()
                        .setLimits(dev.penstock.model.proto.Limits.newBuilder().setEventsPerSecond(0)))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("events per second");
    }

    @Test
    void revokedKeyIsUnderstoodWhateverItsPlaces() throws MalformedRecordException {
        ControlRecord read = ControlCodec.decode(withKey(message().getKey().toBuilder()
                .setState(KeyFact.State.STATE_REVOKED)
                .addNetworks("country:CH")));

        assertThat(read.fact()).isEqualTo(new ControlFact.KeyFact(aKey().revoked()));
    }

    @Test
    void recordsFromBeforeThereWereLimitsHaveNone() throws MalformedRecordException {
        ControlRecord read = ControlCodec.decode(dev.penstock.model.proto.ControlRecord.newBuilder()
                .setOrganization(dev.penstock.model.proto.OrganizationFact.newBuilder()
                        .setOrgId("acme")
                        .setName("Acme")
                        .setState(dev.penstock.model.proto.OrganizationFact.State.STATE_ACTIVE))
                .build()
                .toByteArray());

        assertThat(read.fact())
                .isEqualTo(new ControlFact.OrganizationFact(
                        new Organization(new OrgId("acme"), "Acme", OrganizationState.ACTIVE, Instant.EPOCH)));
    }

    private static byte[] withKey(KeyFact.Builder key) {
        return message().toBuilder().setKey(key).build().toByteArray();
    }

    private static dev.penstock.model.proto.ControlRecord message() {
        try {
            return dev.penstock.model.proto.ControlRecord.parseFrom(
                    ControlCodec.encode(new ControlRecord(new ControlFact.KeyFact(aKey()), "ann", CREATED)));
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyRecord aKey() {
        return new KeyRecord(
                new KeyId("AbCdEf123456"),
                new OrgId("acme"),
                "live",
                HASH,
                KeyState.ACTIVE,
                Set.of(new StreamName("clicks"), new StreamName("views")),
                Set.of(KeyScope.INGEST, KeyScope.TAIL),
                CREATED,
                CREATED.plusSeconds(60),
                "website");
    }

    private static KeyRecord aKeyWithPlaces() {
        return new KeyRecord(
                new KeyId("AbCdEf123456"),
                new OrgId("acme"),
                "live",
                HASH,
                KeyState.ACTIVE,
                Set.of(),
                Set.of(KeyScope.INGEST),
                CREATED,
                null,
                "shop",
                Set.of(new Origin("https://shop.example.com"), new Origin("http://localhost:3000")),
                Set.of(SourceNetwork.parse("192.0.2.0/24"), SourceNetwork.parse("2001:db8::/32")),
                new Limits(100L, 5_000L, null));
    }
}
