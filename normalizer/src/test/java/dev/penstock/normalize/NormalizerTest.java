package dev.penstock.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Payload;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.event.SourceAddress;
import dev.penstock.model.key.KeyId;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Verdict.Fits;
import dev.penstock.normalize.Verdict.Rejected;
import dev.penstock.normalize.definition.Definitions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizerTest {

    private static final Instant RECEIVED = Instant.parse("2026-05-01T12:00:00.250Z");

    private final Normalizer normalizer = new Normalizer(Definitions.NONE);

    @Test
    void everyCommonColumnComesFromTheEvent() {
        Event event = event(Instant.parse("2026-05-01T11:59:59.001Z"), RECEIVED, null);

        assertThat(normalizer.normalize(event))
                .isEqualTo(new Fits(
                        new Row(
                                "acme",
                                "default",
                                "push",
                                1_777_636_799_001L,
                                "trace-1",
                                event.id(),
                                event.payload(),
                                1_777_636_800_250L,
                                null,
                                SourceAddress.UNKNOWN,
                                "curl/8",
                                "request-1",
                                0,
                                Shape.COMMON,
                                List.of()),
                        List.of()));
    }

    @Test
    void theSkewIsPositiveWhenTheSendersClockIsBehind() {
        Verdict verdict = normalizer.normalize(event(RECEIVED, RECEIVED, RECEIVED.minusMillis(1_500)));

        assertThat(((Fits) verdict).row().clockSkewMillis()).isEqualTo(1_500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59.999Z", "2106-02-07T00:00:00Z", "+292278994-08-17T07:12:55.807Z"})
    void aTimestampNoTableCanHoldIsRejected(String timestamp) {
        Verdict verdict = normalizer.normalize(event(Instant.parse(timestamp), RECEIVED, null));

        assertThat(verdict).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.misfits().getFirst().column()).isEqualTo("timestamp");
            assertThat(rejected.misfits().getFirst().detail()).contains(timestamp);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2106-02-06T23:59:59.999Z"})
    void theLastTimesATableCanHoldFit(String timestamp) {
        assertThat(normalizer.normalize(event(Instant.parse(timestamp), RECEIVED, null)))
                .isInstanceOf(Fits.class);
    }

    @Test
    void aReceiveTimeNoTableCanHoldIsRejected() {
        Verdict verdict = normalizer.normalize(event(RECEIVED, Instant.ofEpochMilli(-1), null));

        assertThat(((Rejected) verdict).misfits().getFirst().column()).isEqualTo("received_at");
    }

    @Test
    void anEventFromASenderWithoutAClockKeepsItsRow() {
        Verdict verdict = normalizer.normalize(event(RECEIVED, RECEIVED, Instant.ofEpochMilli(-1)));

        assertThat(((Fits) verdict).row().clockSkewMillis()).isEqualTo(RECEIVED.toEpochMilli() + 1);
    }

    @Test
    void aSkewBeyondAllNumbersIsTheLargest() {
        Verdict verdict = normalizer.normalize(event(RECEIVED, RECEIVED, Instant.ofEpochMilli(Long.MIN_VALUE)));

        assertThat(((Fits) verdict).row().clockSkewMillis()).isEqualTo(Long.MAX_VALUE);
    }

    private static Event event(Instant timestamp, Instant receivedAt, @Nullable Instant sentAt) {
        return new Event(
                new OrgId("acme"),
                StreamName.DEFAULT,
                new EventId(1, 2),
                "push",
                timestamp,
                "trace-1",
                receivedAt,
                sentAt,
                SourceAddress.UNKNOWN,
                "curl/8",
                "",
                Protocol.NATIVE,
                new KeyId("abcdefghijkl"),
                "request-1",
                "",
                Payload.of("{}"));
    }
}
