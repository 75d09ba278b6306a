package dev.penstock.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickstreamProtocolTest {

    private static final String KEY = Talk.KEY.reveal();
    private static final String COLLECT = "/collect?platform=Web&appId=" + KEY
            + "&event_bundle_sequence_id=1&upload_timestamp=1781524800000&hashCode=deadbeef";

    private final ClickstreamProtocol clickstream = new ClickstreamProtocol();

    @Test
    void aBundleIsItsEventsAndTheAnswerIs200WithoutABody() {
        Talk.Told told = Talk.post(
                clickstream,
                COLLECT,
                "[{\"event_type\":\"_page_view\",\"event_id\":\"7e7bca40-65e2-4ae6-a1ea-1bd8b1d1ee2b\","
                        + "\"timestamp\":1781524799999,\"app_id\":\"shop\",\"user\":{}},"
                        + "{\"event_type\":\"_scroll\",\"event_id\":\"s-1\",\"timestamp\":1781524799000,\"app_id\":\"shop\"}]");

        assertThat(told.answer()).isEqualTo(new Answer(200, "", ""));
        assertThat(told.events()).hasSize(2);
        Event first = told.events().getFirst();
        assertThat(first.id()).hasToString("7e7bca40-65e2-4ae6-a1ea-1bd8b1d1ee2b");
        assertThat(first.name()).isEqualTo("_page_view");
        assertThat(first.timestamp()).isEqualTo(Instant.ofEpochMilli(1781524799999L));
        assertThat(first.protocol()).isEqualTo(Protocol.CLICKSTREAM);
        assertThat(first.sdk()).isEqualTo("Web");
        assertThat(Talk.Told.text(first))
                .isEqualTo("{\"event_type\":\"_page_view\",\"event_id\":\"7e7bca40-65e2-4ae6-a1ea-1bd8b1d1ee2b\","
                        + "\"timestamp\":1781524799999,\"app_id\":\"shop\",\"user\":{}}");
        assertThat(told.events().get(1).id()).isEqualTo(EventId.derived(Talk.ORG, Protocol.CLICKSTREAM, "shop\0s-1"));
    }

    @Test
    void anIdIsUniqueWithinItsApp() {
        String event = "[{\"event_id\":\"1\",\"app_id\":\"a\"},{\"event_id\":\"1\",\"app_id\":\"b\"}]";

        Talk.Told told = Talk.post(clickstream, COLLECT, event);

        assertThat(told.events().getFirst().id())
                .isNotEqualTo(told.events().get(1).id());
    }

    /// The web client writes its `appId` into each event, and dashboards show events.
    @Test
    void theSecretOfTheKeyIsNotKept() {
        String event = "{\"app_id\":\"" + KEY + "\",\"n\":1}";

        String payload = Talk.post(clickstream, COLLECT, event).payload();

        assertThat(payload)
                .hasSameSizeAs(event)
                .contains("_" + Talk.KEY.id().value() + "_***")
                .endsWith("\",\"n\":1}");
        assertThat(payload).doesNotContain(KEY.substring(KEY.lastIndexOf('_') + 1));
    }

    @Test
    void oneEventNeedsNoArray() {
        assertThat(Talk.post(clickstream, COLLECT, "{\"event_id\":\"x\"}").events())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "POST", "DELETE"})
    void anyMethodCollects(String method) {
        assertThat(new Talk(method, COLLECT)
                        .to(clickstream, "[{}]".getBytes(StandardCharsets.UTF_8))
                        .events())
                .hasSize(1);
    }

    /// Anything but 200 stops all later events of that browser, for ever.
    @Test
    void judgedEventsAre200EvenIfNoneWasTaken() {
        Talk.Told told = Talk.post(clickstream, COLLECT, "[{\"timestamp\":1000},5]");

        assertThat(told.events()).isEmpty();
        assertThat(told.answer()).isEqualTo(new Answer(200, "", ""));
    }

    @Test
    void anUnknownAppIs403() {
        assertThat(Talk.post(clickstream, "/collect?appId=shop", "[{}]").answer())
                .isEqualTo(
                        new Answer(
                                403,
                                "application/json",
                                "{\"code\":\"unknown_key\",\"message\":\"the ingestion key is not known here, or no longer valid\"}"));
        assertThat(Talk.post(clickstream, "/collect", "[{}]").answer().status()).isEqualTo(403);
        assertThat(clickstream
                        .refused(Objection.of(Refusal.BODY_TOO_LARGE), "req")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void aPingTellsTheTimeInSeconds() {
        assertThat(new Talk("GET", "/ping").to(clickstream, new byte[0]).answer())
                .isEqualTo(new Answer(200, "application/json", "{\"timestamp\":1781524800.123}"));
    }
}
