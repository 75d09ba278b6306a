package dev.penstock.edge.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.edge.decode.BodyReader;
import dev.penstock.edge.decode.DecodeLimits;
import dev.penstock.edge.decode.Envelope;
import dev.penstock.edge.decode.EventVisitor;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.EventIdGenerator;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.refusal.Refusal;
import dev.penstock.model.stream.StreamName;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class EventStampTest {

    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00.123Z");
    private static final OrgId ORG = new OrgId("acme");
    private static final String UUID7 = "019ea4e0-7c00-7000-8000-000000000001";

    private static final StreamName WEB = new StreamName("web");

    private UnknownStreams unknown = UnknownStreams.ANY;

    private final EventStamp stamp = new EventStamp(
            new StampLimits(Duration.ofDays(400), Duration.ofHours(24)), new Streams(), new EventIdGenerator());

    @Test
    void aUuidIsKeptAsItIs() {
        assertThat(stamped("{\"event_id\":\"F47AC10B-58CC-4372-A567-0E02B2C3D479\"}")
                        .id())
                .hasToString("f47ac10b-58cc-4372-a567-0e02b2c3d479");
    }

    @Test
    void anotherIdBecomesTheSameUuidEachTime() {
        Event first = stamped("{\"eventId\":\"order-7\"}");

        assertThat(first.id()).isEqualTo(stamped("{\"event_id\":\"order-7\"}").id());
        assertThat(first.id()).isEqualTo(EventId.derived(ORG, Protocol.NATIVE, "order-7"));
        assertThat(first.timestamp()).isEqualTo(NOW);
    }

    @Test
    void withoutAnIdTwoEventsGetTwo() {
        assertThat(stamped("{}").id()).isNotEqualTo(stamped("{}").id());
        assertThat(stamped("{\"event_id\":null}").id().embeddedTime()).contains(NOW);
    }

    @Test
    void theTimeIsTheSendersElseTheOneInItsUuid7ElseNow() {
        Instant inId = EventId.parse(UUID7).orElseThrow().embeddedTime().orElseThrow();

        assertThat(stamped("{\"event_id\":\"" + UUID7 + "\",\"timestamp\":\"2026-06-15T11:00:00Z\"}")
                        .timestamp())
                .isEqualTo("2026-06-15T11:00:00Z");
        assertThat(stamped("{\"event_id\":\"" + UUID7 + "\"}").timestamp()).isEqualTo(inId);
        assertThat(stamped("{\"event_id\":\"f47ac10b-58cc-4372-a567-0e02b2c3d479\"}")
                        .timestamp())
                .isEqualTo(NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-05-11T12:00:00.123Z, true",
        "2025-05-11T12:00:00.122Z, false",
        "2026-06-16T12:00:00.123Z, true",
        "2026-06-16T12:00:00.124Z, false",
    })
    void aTimeIsTakenUpToTheLimitsAndNotAMillisecondFurther(String time, boolean taken) {
        Stamping stamping = stamp("{\"timestamp\":\"" + time + "\"}", FieldReading.STRICT, null, Set.of());

        assertThat(stamping instanceof Stamping.Stamped).isEqualTo(taken);
        if (!taken) {
            assertThat(refused(stamping).refusal()).isEqualTo(Refusal.TIMESTAMP_OUT_OF_RANGE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event_id\":1}", "{\"event_name\":{}}", "{\"timestamp\":\"now\"}", "{\"timestamp\":true}",
                "{\"timestamp\":-1}", "{\"trace_id\":[]}", "{\"stream\":5}", "{\"sent_at\":\"\"}",
                "{\"event_id\":\"a\",\"eventId\":\"a\"}", "{\"sentAt\":1,\"sent_at\":1}"
            })
    void aFieldOfAnotherFormIsAMistakeInOurProtocolAndDataInOthers(String json) {
        Stamping.Refused ours = refused(stamp(json, FieldReading.STRICT, null, Set.of()));
        assertThat(ours.refusal()).isEqualTo(Refusal.INVALID_FIELD);
        String field = json.replaceFirst("\\{\"([a-z]+)(?:_([a-z]+)|([A-Z])([a-z]+))?\".*", "$1");
        assertThat(ours.detail()).startsWith(field);

        Stamping theirs = stamp(json, FieldReading.LENIENT, new StreamName("rows"), Set.of());
        assertThat(theirs).isInstanceOf(Stamping.Stamped.class);
    }

    @Test
    void theStreamIsThePathsElseTheEventsElseTheDefault() {
        assertThat(stamped("{}").stream()).isEqualTo(StreamName.DEFAULT);
        assertThat(stamped("{\"stream\":\"web\"}").stream()).isEqualTo(new StreamName("web"));
        StreamName web = new StreamName("web");
        assertThat(stamp("{\"stream\":\"web\"}", FieldReading.STRICT, web, Set.of()))
                .isInstanceOf(Stamping.Stamped.class);
        assertThat(refused(stamp("{\"stream\":\"app\"}", FieldReading.STRICT, web, Set.of()))
                        .refusal())
                .isEqualTo(Refusal.INVALID_FIELD);
        assertThat(refused(stamp("{\"stream\":\"1 bad\"}", FieldReading.STRICT, null, Set.of()))
                        .refusal())
                .isEqualTo(Refusal.INVALID_STREAM);
    }

    @Test
    void inAProtocolOfOthersTheFieldStreamIsData() {
        Stamping stamping = stamp("{\"stream\":\"app\"}", FieldReading.LENIENT, new StreamName("rows"), Set.of());

        assertThat(((Stamping.Stamped) stamping).event().stream()).isEqualTo(new StreamName("rows"));
    }

    @Test
    void aStreamTheKeyMayNotWriteIsRefused() {
        Set<StreamName> allowed = Set.of(new StreamName("web"));

        assertThat(stamp("{\"stream\":\"web\"}", FieldReading.STRICT, null, allowed))
                .isInstanceOf(Stamping.Stamped.class);
        assertThat(refused(stamp("{}", FieldReading.STRICT, null, allowed)).refusal())
                .isEqualTo(Refusal.KEY_NOT_ALLOWED);
    }

    @Test
    void theClockSkewIsReadAndNothingCorrected() {
        Event event = stamped("{\"timestamp\":1781524000,\"sentAt\":1781524800123}");

        assertThat(event.sentAt()).isEqualTo(Instant.ofEpochMilli(1781524800123L));
        assertThat(event.timestamp()).isEqualTo(Instant.ofEpochSecond(1781524000L));
        assertThat(event.receivedAt()).isEqualTo(NOW);
    }

    @Test
    void aTextIsTakenUpToItsLimit() {
        assertThat(stamped("{\"trace_id\":\"" + "é".repeat(256) + "\"}").traceId())
                .hasSize(256);
        assertThat(refused(stamp("{\"trace_id\":\"" + "é".repeat(257) + "\"}", FieldReading.STRICT, null, Set.of()))
                        .detail())
                .isEqualTo("trace_id must have 256 characters at most");
    }

    @Test
    void aRetryWithTheSameIdempotencyKeyIsTheSameEvent() {
        IdempotencyKey key = new IdempotencyKey("order-7");
        String json = "{\"timestamp\":\"2026-06-15T11:00:00Z\"}";

        Event first = stamped(json, key);

        assertThat(first.id()).isEqualTo(stamped(json, key).id());
        assertThat(first.id()).isEqualTo(EventId.ofRequest(ORG, StreamName.DEFAULT, "order-7", 0));
        assertThat(first.id())
                .isNotEqualTo(stamped(json, new IdempotencyKey("order-8")).id());
        assertThat(first.id().toUuid().version()).isEqualTo(5);
        assertThat(first.timestamp()).isEqualTo(Instant.parse("2026-06-15T11:00:00Z"));
    }

    @Test
    void anIdOfItsOwnIsStrongerThanTheIdempotencyKey() {
        assertThat(stamped("{\"event_id\":\"" + UUID7 + "\"}", new IdempotencyKey("k"))
                        .id())
                .hasToString(UUID7);
    }

    @Test
    void aKeyThatIsAUuid7LendsItsTime() {
        Event event = stamped("{}", new IdempotencyKey(UUID7));

        assertThat(event.timestamp())
                .isEqualTo(EventId.parse(UUID7).orElseThrow().embeddedTime().orElseThrow());
        assertThat(event.id())
                .isEqualTo(stamped("{}", new IdempotencyKey(UUID7)).id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-7", "f47ac10b-58cc-4372-a567-0e02b2c3d479"})
    void withoutATimeAnywhereTheKeyCannotWork(String key) {
        Stamping stamping = stamp("{}", FieldReading.STRICT, null, Set.of(), new IdempotencyKey(key));

        assertThat(refused(stamping).refusal()).isEqualTo(Refusal.IDEMPOTENCY_NEEDS_TIME);
        // Somebody else's client may send the header for reasons of its own.
        assertThat(stamp("{}", FieldReading.LENIENT, null, Set.of(), new IdempotencyKey(key)))
                .isInstanceOf(Stamping.Stamped.class);
    }

    @Test
    void anUnknownStreamIsTakenAsItIsUnlessTheOrganizationSaysOtherwise() {
        String json = "{\"stream\":\"typo\"}";

        assertThat(stamped(json).stream()).isEqualTo(new StreamName("typo"));
        unknown = UnknownStreams.DEFAULT;
        assertThat(stamped(json).stream()).isEqualTo(StreamName.DEFAULT);
        unknown = UnknownStreams.REFUSE;
        assertThat(refused(stamp(json, FieldReading.STRICT, null, Set.of())).refusal())
                .isEqualTo(Refusal.UNKNOWN_STREAM);
    }

    @ParameterizedTest
    @EnumSource
    void aDefinedStreamAndTheDefaultOneAreTakenWhateverTheOrganizationSays(UnknownStreams setting) {
        unknown = setting;

        assertThat(stamped("{\"stream\":\"web\"}").stream()).isEqualTo(WEB);
        assertThat(stamped("{}").stream()).isEqualTo(StreamName.DEFAULT);
    }

    @Test
    void whereAnEventGoesDoesNotChangeTheIdOfItsRetry() {
        IdempotencyKey key = new IdempotencyKey(UUID7);
        Event before = stamped("{\"stream\":\"typo\"}", key);
        unknown = UnknownStreams.DEFAULT;

        assertThat(stamped("{\"stream\":\"typo\"}", key).id()).isEqualTo(before.id());
    }

    private Event stamped(String json, IdempotencyKey key) {
        return ((Stamping.Stamped) stamp(json, FieldReading.STRICT, null, Set.of(), key)).event();
    }

    private Event stamped(String json) {
        return ((Stamping.Stamped) stamp(json, FieldReading.STRICT, null, Set.of())).event();
    }

    private static Stamping.Refused refused(Stamping stamping) {
        assertThat(stamping).isInstanceOf(Stamping.Refused.class);
        return (Stamping.Refused) stamping;
    }

    private Stamping stamp(String json, FieldReading fields, @Nullable StreamName stream, Set<StreamName> allowed) {
        return stamp(json, fields, stream, allowed, null);
    }

    private Stamping stamp(
            String json,
            FieldReading fields,
            @Nullable StreamName stream,
            Set<StreamName> allowed,
            @Nullable IdempotencyKey key) {
        RequestFacts facts = new RequestFacts(
                aKey(allowed),
                stream,
                NOW,
                SourceAddress.UNKNOWN,
                "",
                "",
                Protocol.NATIVE,
                fields,
                "req",
                "",
                key,
                unknown);
        Capture capture = new Capture(facts);
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        new BodyReader(new DecodeLimits(10, DataSize.ofKilobytes(10), 32, 1000, 256, 100))
                .read(body, body.length, capture);
        Stamping stamping = capture.stamping;
        if (stamping == null) {
            throw new AssertionError("not decoded: " + json);
        }
        return stamping;
    }

    private static KeyRecord aKey(Set<StreamName> streams) {
        IngestionKey key = IngestionKey.generate("test", new SecureRandom());
        return new KeyRecord(
                key.id(),
                ORG,
                "test",
                key.secretHash(),
                KeyState.ACTIVE,
                streams,
                Set.of(KeyScope.INGEST),
                NOW,
                null,
                "");
    }

    private static final class Streams implements StreamDirectory {

        @Override
        public boolean isDefined(StreamName stream) {
            return stream.equals(WEB) || stream.equals(StreamName.DEFAULT);
        }

        @Override
        public UnknownStreams unknownStreams(OrgId org) {
            throw new AssertionError("the request says it");
        }
    }

    private final class Capture implements EventVisitor {

        private final RequestFacts facts;
        private @Nullable Stamping stamping;

        Capture(RequestFacts facts) {
            this.facts = facts;
        }

        @Override
        public void event(int index, Payload payload, Envelope envelope) {
            stamping = stamp.stamp(facts, index, payload, envelope);
        }

        @Override
        public void rejected(int index, Refusal refusal, String detail) {
            throw new AssertionError(detail);
        }
    }
}
