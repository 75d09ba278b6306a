package dev.penstock.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.Protocol;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoblocksProtocolTest {

    private static final String[] HEAD = {
        "Authorization", "Bearer " + Talk.KEY.reveal(), "X-Autoblocks-SDK", "javascript-0.0.20"
    };

    private final AutoblocksProtocol autoblocks = new AutoblocksProtocol();

    @Test
    void anEventIsAnsweredWithItsTraceId() {
        String event = "{\"message\":\"ai.request\",\"traceId\":\"t-1\",\"timestamp\":\"2026-06-15T11:59:59.500Z\","
                + "\"properties\":{\"model\":\"x\"}}";

        Talk.Told told = Talk.post(autoblocks, "/", event, HEAD);

        assertThat(told.answer()).isEqualTo(new Answer(202, "application/json", "{\"traceId\":\"t-1\"}"));
        assertThat(told.payload()).isEqualTo(event);
        Event taken = told.event();
        assertThat(taken.name()).isEqualTo("ai.request");
        assertThat(taken.traceId()).isEqualTo("t-1");
        assertThat(taken.timestamp()).isEqualTo(Instant.parse("2026-06-15T11:59:59.500Z"));
        assertThat(taken.protocol()).isEqualTo(Protocol.AUTOBLOCKS);
        assertThat(taken.sdk()).isEqualTo("javascript-0.0.20");
    }

    /// Python writes microseconds and `+00:00`.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"m\",\"timestamp\":\"2026-06-15T11:59:59.500000+00:00\"}",
                "{\"message\":\"m\",\"traceId\":null,\"timestamp\":\"2026-06-15T11:59:59.5Z\"}"
            })
    void withoutATraceIdTheAnswerHasNone(String event) {
        Talk.Told told = Talk.post(autoblocks, "/", event, HEAD);

        assertThat(told.answer()).isEqualTo(new Answer(202, "application/json", "{\"traceId\":null}"));
        assertThat(told.event().timestamp()).isEqualTo(Instant.parse("2026-06-15T11:59:59.500Z"));
    }

    @Test
    void whatCannotBeTakenIsAnError() {
        assertThat(Talk.post(autoblocks, "/", "5", HEAD).answer())
                .isEqualTo(new Answer(
                        400,
                        "application/json",
                        "{\"error\":\"an event is a JSON object\",\"code\":\"not_an_object\"}"));
        assertThat(Talk.post(autoblocks, "/", "{}").answer().status()).isEqualTo(401);
    }
}
