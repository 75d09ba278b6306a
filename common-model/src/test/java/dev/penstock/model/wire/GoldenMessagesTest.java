package dev.penstock.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.penstock.model.SampleEvents;
import dev.penstock.model.proto.AuditRecord;
import dev.penstock.model.proto.ControlRecord;
import dev.penstock.model.proto.EdgeMinute;
import dev.penstock.model.proto.HaltFact;
import dev.penstock.model.proto.KeyFact;
import dev.penstock.model.proto.KeyLastUse;
import dev.penstock.model.proto.LedgerCount;
import dev.penstock.model.proto.LedgerRecord;
import dev.penstock.model.proto.Limits;
import dev.penstock.model.proto.OffsetRange;
import dev.penstock.model.proto.OrganizationFact;
import dev.penstock.model.proto.OrganizationUsage;
import dev.penstock.model.proto.Pressure;
import dev.penstock.model.proto.Progress;
import dev.penstock.model.proto.StreamFact;
import dev.penstock.model.proto.Usage;
import dev.penstock.model.proto.WriterBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes of every topic, held against golden files.
///
/// A failure here means that records already in somebody's Kafka will be read differently. Give the new thing a new
/// field number and a new file; a golden file is never edited.
class GoldenMessagesTest {

    private static final ByteString TOPIC_ID =
            ByteString.copyFrom(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of("event-envelope", EventCodecTest.message(SampleEvents.aPageview())),
                Arguments.of("event-envelope-least", EventCodecTest.message(SampleEvents.theLeastEvent())),
                Arguments.of(
                        "control-key",
                        control()
                                .setKey(KeyFact.newBuilder()
                                        .setKeyId("AbCdEf012345")
                                        .setOrgId("acme")
                                        .setEnvironment("live")
                                        .setSecretSha256(ByteString.copyFrom(new byte[32]))
                                        .setState(KeyFact.State.STATE_REVOKED)
                                        .addStreams("web")
                                        .addScopes(KeyFact.Scope.SCOPE_INGEST)
                                        .setCreatedAtMs(1_700_000_000_000L)
                                        .setExpiresAtMs(1_800_000_000_000L)
                                        .setLabel("checkout"))
                                .build()),
                Arguments.of(
                        "control-organization",
                        control()
                                .setOrganization(OrganizationFact.newBuilder()
                                        .setOrgId("acme")
                                        .setName("Acme")
                                        .setState(OrganizationFact.State.STATE_ACTIVE)
                                        .setCreatedAtMs(1_700_000_000_000L))
                                .build()),
                Arguments.of(
                        "control-key-places",
                        control()
                                .setKey(KeyFact.newBuilder()
                                        .setKeyId("AbCdEf012345")
                                        .setOrgId("acme")
                                        .setEnvironment("live")
                                        .setSecretSha256(ByteString.copyFrom(new byte[32]))
                                        .setState(KeyFact.State.STATE_ACTIVE)
                                        .addScopes(KeyFact.Scope.SCOPE_INGEST)
                                        .setCreatedAtMs(1_700_000_000_000L)
                                        .addOrigins("https://shop.example.com")
                                        .addNetworks("192.0.2.0/24")
                                        .setLimits(Limits.newBuilder().setRequestsPerSecond(100)))
                                .build()),
                Arguments.of(
                        "control-organization-limits",
                        control()
                                .setOrganization(OrganizationFact.newBuilder()
                                        .setOrgId("acme")
                                        .setName("Acme")
                                        .setState(OrganizationFact.State.STATE_ACTIVE)
                                        .setCreatedAtMs(1_700_000_000_000L)
                                        .setLimits(Limits.newBuilder()
                                                .setRequestsPerSecond(1_000)
                                                .setEventsPerSecond(50_000)
                                                .setBytesPerSecond(20_000_000))
                                        .setGuaranteed(Limits.newBuilder().setEventsPerSecond(10_000))
                                        .setUnknownStreams(OrganizationFact.UnknownStreams.UNKNOWN_STREAMS_REFUSE))
                                .build()),
                Arguments.of(
                        "control-stream",
                        control()
                                .setStream(StreamFact.newBuilder()
                                        .setStream("web")
                                        .setVersion(3)
                                        .setDefinition(ByteString.copyFromUtf8("{}")))
                                .build()),
                Arguments.of(
                        "control-halt",
                        control()
                                .setHalt(HaltFact.newBuilder()
                                        .setStream("web")
                                        .setNumber(1)
                                        .setHalted(true)
                                        .setReason("all rows refused"))
                                .build()),
                Arguments.of(
                        "progress",
                        Progress.newBuilder()
                                .setTopicId(TOPIC_ID)
                                .setPartition(2)
                                .setStoredThrough(1_234_567)
                                .setAtMs(1_700_000_000_000L)
                                .addDeadLettered(
                                        OffsetRange.newBuilder().setFirst(10).setLast(12))
                                .addParked(OffsetRange.newBuilder().setFirst(20).setLast(20))
                                .build()),
                Arguments.of(
                        "progress-verified",
                        Progress.newBuilder()
                                .setTopicId(TOPIC_ID)
                                .setPartition(2)
                                .setStoredThrough(1_234_567)
                                .setAtMs(1_700_000_000_000L)
                                .addDeadLettered(OffsetRange.newBuilder()
                                        .setFirst(1_234_500)
                                        .setLast(1_234_501))
                                .setVerifiedFrom(1_234_000)
                                .build()),
                Arguments.of(
                        "pressure",
                        Pressure.newBuilder()
                                .setPartition(2)
                                .setLevel(1)
                                .setLagSeconds(61)
                                .setHeadRoom(0.5)
                                .setValidUntilMs(1_700_000_010_000L)
                                .build()),
                Arguments.of(
                        "ledger-edge",
                        LedgerRecord.newBuilder()
                                .setEdge(EdgeMinute.newBuilder()
                                        .setInstance("edge-1")
                                        .setBoot("b1")
                                        .setMinuteMs(1_700_000_040_000L)
                                        .setState(EdgeMinute.State.STATE_CLOSED))
                                .addCounts(LedgerCount.newBuilder()
                                        .setOrgId("acme")
                                        .setStream("web")
                                        .setOutcome("rejected")
                                        .setReason("malformed_json")
                                        .setEvents(7)
                                        .setRequests(2))
                                .build()),
                Arguments.of(
                        "ledger-writer",
                        LedgerRecord.newBuilder()
                                .setWriter(WriterBatch.newBuilder()
                                        .setTopicId(TOPIC_ID)
                                        .setPartition(2)
                                        .setFirst(100)
                                        .setLast(199))
                                .addCounts(LedgerCount.newBuilder()
                                        .setOrgId("acme")
                                        .setStream("web")
                                        .setOutcome("stored")
                                        .setEvents(100)
                                        .setMinuteMs(1_700_000_040_000L))
                                .build()),
                Arguments.of(
                        "usage",
                        Usage.newBuilder()
                                .setInstance("edge-1")
                                .setAtMs(1_700_000_000_000L)
                                .addOrganizations(OrganizationUsage.newBuilder()
                                        .setOrgId("acme")
                                        .setRequests(1)
                                        .setEvents(100)
                                        .setBytes(30_000))
                                .build()),
                Arguments.of(
                        "key-last-use",
                        KeyLastUse.newBuilder()
                                .setKeyId("AbCdEf012345")
                                .setMinuteMs(1_700_000_040_000L)
                                .build()),
                Arguments.of(
                        "audit-log",
                        AuditRecord.newBuilder()
                                .setActor("alice")
                                .setAtMs(1_700_000_000_000L)
                                .setAction("keys.revoke")
                                .setSubject("key/AbCdEf012345")
                                .setDetail("leaked")
                                .setRevision(17)
                                .build()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void bytesOnTheTopicStayWhatTheyAre(String name, Message message) throws IOException {
        byte[] golden = golden(name);

        assertThat(message.toByteArray())
                .asHexString()
                .isEqualTo(HexFormat.of().withUpperCase().formatHex(golden));
        assertThat(message.getParserForType().parseFrom(golden)).isEqualTo(message);
    }

    private static byte[] golden(String name) throws IOException {
        Path file = Path.of("src/test/resources/golden", name + ".hex");
        return HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""));
    }

    private static ControlRecord.Builder control() {
        return ControlRecord.newBuilder().setWrittenAtMs(1_700_000_000_000L).setActor("alice");
    }
}
