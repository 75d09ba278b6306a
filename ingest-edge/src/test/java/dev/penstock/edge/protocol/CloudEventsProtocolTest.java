package dev.penstock.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsProtocolTest {

    private static final String PATH = "/v1/cloudevents";
    private static final String BEARER = "Bearer " + Talk.KEY.reveal();

    private final CloudEventsProtocol cloudEvents = new CloudEventsProtocol(new NativeProtocol());

    @Test
    void aStructuredEventIsKeptByteForByte() {
        String event = "{\"specversion\":\"1.0\",\"id\":\"A-1\",\"source\":\"/shop\",\"type\":\"com.example.sold\","
                + "\"time\":\"2026-06-15T11:59:59Z\",\"traceid\":\"t\",\"data\":{\"n\":1.0}}";

        Talk.Told told = structured(event);

        assertThat(told.payload()).isEqualTo(event);
        Event taken = told.event();
        assertThat(taken.id()).isEqualTo(EventId.derived(Talk.ORG, Protocol.CLOUDEVENTS, "/shop\0A-1"));
        assertThat(taken.name()).isEqualTo("com.example.sold");
        assertThat(taken.timestamp()).isEqualTo(Instant.parse("2026-06-15T11:59:59Z"));
        assertThat(taken.traceId()).isEqualTo("t");
        assertThat(told.answer())
                .isEqualTo(new Answer(
                        202,
                        "application/json",
                        "{\"accepted\":1,\"rejected\":[],\"request_id\":\"req\",\"event_ids\":[\"" + taken.id()
                                + "\"]}"));
    }

    @Test
    void anEventIsNamedByItsSourceToo() {
        assertThat(structured("{\"id\":\"1\",\"source\":\"/a\"}").event().id())
                .isNotEqualTo(
                        structured("{\"id\":\"1\",\"source\":\"/b\"}").event().id());
        String uuid = "7e7bca40-65e2-4ae6-a1ea-1bd8b1d1ee2b";
        assertThat(structured("{\"id\":\"" + uuid + "\",\"source\":\"/a\"}")
                        .event()
                        .id())
                .hasToString(uuid);
    }

    /// A source that were left out for its length would make different events one.
    @Test
    void aLongSourceStillTellsEventsApart() {
        String source = "https://example.com/" + "x".repeat(300);

        assertThat(structured("{\"id\":\"1\",\"source\":\"" + source + "a\"}")
                        .event()
                        .id())
                .isNotEqualTo(structured("{\"id\":\"1\",\"source\":\"" + source + "b\"}")
                        .event()
                        .id());
    }

    @Test
    void aBatchMayBeEmpty() {
        String type = "application/cloudevents-batch+json; charset=utf-8";

        assertThat(Talk.post(cloudEvents, PATH, "[{\"id\":\"1\"},{\"id\":\"2\"}]", head(type))
                        .events())
                .hasSize(2);
        assertThat(Talk.post(cloudEvents, PATH, "[]", head(type)).answer())
                .isEqualTo(new Answer(
                        202,
                        "application/json",
                        "{\"accepted\":0,\"rejected\":[],\"request_id\":\"req\",\"event_ids\":[]}"));
        assertThat(structured("[]").answer().status()).isEqualTo(400);
    }

    @Test
    void aBinaryEventBecomesAStructuredOneWithItsDataAsItCame() {
        Talk.Told told = binary("application/json; charset=utf-8", " {\"n\" : 1.0}\n");

        assertThat(told.payload())
                .isEqualTo("{\"datacontenttype\":\"application/json; charset=utf-8\",\"id\":\"1\",\"source\":\"/s\","
                        + "\"specversion\":\"1.0\",\"subject\":\"€ \\\"\",\"type\":\"t\",\"data\":{\"n\" : 1.0}}");
        assertThat(told.event().id()).isEqualTo(EventId.derived(Talk.ORG, Protocol.CLOUDEVENTS, "/s\0001"));
    }

    @Test
    void dataThatIsNoJsonIsBase64() {
        assertThat(binary("application/octet-stream", "\u0000\u0001 {").payload())
                .endsWith("\"type\":\"t\",\"data_base64\":\"AAEgew==\"}");
        assertThat(binary("text/plain", "").payload()).endsWith("\"type\":\"t\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,\"id\":2", "{}}\n{\"id\":2", "{},\"x\":1", "{", "1 2", "\u0001"})
    void dataIsOneValueAndNothingElse(String data) {
        Talk.Told told = binary("application/json", data);

        assertThat(told.events()).isEmpty();
        assertThat(told.answer().status()).isEqualTo(400);
        assertThat(told.answer().body()).contains("\"code\":\"malformed_json\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/cloudevents+xml",
                "application/cloudevents+avro",
                "text/plain",
                ""
            })
    void anotherFormatIs415(String type) {
        Talk.Told told = Talk.post(cloudEvents, PATH, "{}", head(type));

        assertThat(told.answer().status()).isEqualTo(415);
        assertThat(told.answer().body()).contains("\"code\":\"unsupported_format\"");
    }

    /// CloudEvents' own SDK for JavaScript sends Latin-1, unescaped.
    @ParameterizedTest
    @CsvSource({"f\u00fcr, f\u00fcr", "f%C3%BCr, f\u00fcr", "%ff, %ff", "100%, 100%", "%zz, %zz"})
    void aHeaderIsReadAsItIsMeant(String sent, String meant) {
        Talk.Told told =
                Talk.post(cloudEvents, PATH, "1", "Authorization", BEARER, "ce-specversion", "1.0", "ce-subject", sent);

        assertThat(told.payload()).contains("\"subject\":\"" + meant + "\"");
    }

    @Test
    void aWebhookMayAskFirst() {
        assertThat(new Talk("OPTIONS", PATH, "WebHook-Request-Origin", "example.com", "WebHook-Request-Rate", "120")
                        .to(cloudEvents, new byte[0])
                        .answer())
                .isEqualTo(new Answer(
                        200,
                        "",
                        "",
                        Map.of("Allow", "POST", "WebHook-Allowed-Origin", "example.com", "WebHook-Allowed-Rate", "*")));
        assertThat(new Talk("OPTIONS", PATH)
                        .to(cloudEvents, new byte[0])
                        .answer()
                        .status())
                .isEqualTo(405);
    }

    private Talk.Told structured(String event) {
        return Talk.post(cloudEvents, PATH, event, head("application/cloudevents+json"));
    }

    private Talk.Told binary(String type, String data) {
        return new Talk(
                        "POST",
                        PATH,
                        "Authorization",
                        BEARER,
                        "Content-Type",
                        type,
                        "CE-Id",
                        "1",
                        "ce-source",
                        "/s",
                        "ce-type",
                        "t",
                        "ce-specversion",
                        "1.0",
                        "ce-subject",
                        "%E2%82%AC %22",
                        "ce-data",
                        "not mine to say")
                .to(cloudEvents, data.getBytes(StandardCharsets.UTF_8));
    }

    private static String[] head(String contentType) {
        return contentType.isEmpty()
                ? new String[] {"Authorization", BEARER}
                : new String[] {"Authorization", BEARER, "Content-Type", contentType};
    }
}
