package dev.penstock.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.EventId;
import dev.penstock.model.event.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentProtocolTest {

    private static final String KEY = Talk.KEY.reveal();
    private static final String[] BASIC = {
        "Authorization", "Basic " + Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.UTF_8))
    };
    private static final Answer SUCCESS = new Answer(200, "application/json", "{\"success\":true}");

    private final SegmentProtocol segment = new SegmentProtocol();

    @Test
    void aBatchIsItsItemsByteForByte() {
        String first = "{ \"messageId\":\"m-1\",\"type\":\"track\",\"event\":\"Signed Up\",\"userId\":\"u\","
                + "\"timestamp\":\"2026-06-15T11:59:58.000Z\",\"context\":{\"library\":{}},\"integrations\":{}}";
        String second = "{\"messageId\":\"ajs-next-2\",\"type\":\"identify\",\"timestamp\":\"2026-06-15T11:59:59Z\"}";

        Talk.Told told = Talk.post(
                segment,
                "/v1/batch",
                "{\"batch\":[" + first + ", " + second + "],\"sentAt\":\"2026-06-15T12:00:00.000Z\"}",
                BASIC);

        assertThat(told.answer()).isEqualTo(SUCCESS);
        assertThat(told.events()).map(Talk.Told::text).containsExactly(first, second);
        assertThat(told.events()).map(Event::name).containsExactly("Signed Up", "identify");
        assertThat(told.events()).map(Event::sentAt).containsOnly(Instant.parse("2026-06-15T12:00:00.000Z"));
        assertThat(told.events().getFirst().id()).isEqualTo(EventId.derived(Talk.ORG, Protocol.SEGMENT, "m-1"));
        assertThat(told.events().getFirst().timestamp()).isEqualTo(Instant.parse("2026-06-15T11:59:58Z"));
    }

    @Test
    void whatABatchSharesIsWrittenIntoItemsThatLackIt() {
        Talk.Told told = Talk.post(
                segment,
                "/v1/b",
                "{\"context\": {\"ip\" : \"192.0.2.1\"},\"batch\":[{\"n\":1},{\"n\":2,\"context\":{}},{}],"
                        + "\"integrations\":{\"All\":true}}",
                BASIC);

        assertThat(told.events())
                .map(Talk.Told::text)
                .containsExactly(
                        "{\"context\":{\"ip\" : \"192.0.2.1\"},\"integrations\":{\"All\":true},\"n\":1}",
                        "{\"integrations\":{\"All\":true},\"n\":2,\"context\":{}}",
                        "{\"context\":{\"ip\" : \"192.0.2.1\"},\"integrations\":{\"All\":true}}");
    }

    @Test
    void whatIsSharedCountsForTheSizeOfAnEvent() {
        String shared = "x".repeat(6_000);

        Talk.Told told = Talk.post(
                segment,
                "/v1/batch",
                "{\"context\":\"" + shared + "\",\"batch\":[{\"n\":\"" + shared + "\"},{\"n\":1}]}",
                BASIC);

        assertThat(told.events()).hasSize(1);
        assertThat(told.answer().status()).isEqualTo(200);
        assertThat(told.answer().body()).contains("{\"index\":0,\"code\":\"event_too_large\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/track, track", "/v1/t, track", "/v1/identify, identify", "/v1/i, identify", "/v1/page, page",
        "/v1/p, page", "/v1/screen, screen", "/v1/s, screen", "/v1/group, group", "/v1/g, group",
        "/v1/alias, alias", "/v1/a, alias"
    })
    void aCallIsNamedByItsPathWhenByNothingElse(String path, String name) {
        assertThat(segment.owns(path)).isTrue();
        assertThat(Talk.post(segment, path, "{\"userId\":\"u\"}", BASIC).event().name())
                .isEqualTo(name);
        assertThat(Talk.post(segment, path, "{\"event\":\"Bought\"}", BASIC)
                        .event()
                        .name())
                .isEqualTo("Bought");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"batch\":[{\"n\":\"\\\"]}{\"}],\"writeKey\":\"KEY\"}",
                "{\"writeKey\":\"KEY\",\"batch\":[{\"n\":1}]}"
            })
    void theKeyMayBeInTheBody(String body) {
        Talk.Told told = Talk.post(segment, "/v1/batch", body.replace("KEY", KEY), "Content-Type", "text/plain");

        assertThat(told.answer()).isEqualTo(SUCCESS);
        assertThat(told.events()).hasSize(1);
    }

    @Test
    void aKeyInAnEventIsNotKept() {
        String payload = Talk.post(segment, "/v1/t", "{\"event\":\"e\",\"writeKey\":\"" + KEY + "\"}")
                .payload();

        assertThat(payload).contains(Talk.KEY.id().value()).doesNotContain(KEY);
    }

    @Test
    void itemsAreJudgedOneByOne() {
        Talk.Told told = Talk.post(segment, "/v1/batch", "{\"batch\":[{\"n\":1},{\"timestamp\":1000}]}", BASIC);

        assertThat(told.events()).hasSize(1);
        assertThat(told.answer().status()).isEqualTo(200);
        assertThat(told.answer().body())
                .startsWith("{\"success\":true,\"rejected\":[{\"index\":1,\"code\":\"timestamp_out_of_range\"");
        assertThat(Talk.post(segment, "/v1/batch", "{\"batch\":[{\"timestamp\":1000}]}", BASIC)
                        .answer())
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(400))
                .satisfies(answer -> assertThat(answer.body()).startsWith("{\"success\":false,\"code\":"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | empty_body",
                "[] | not_an_object",
                "{\"batch\":[]} | empty_body",
                "{\"batch\":{}} | invalid_field",
                "{\"batch\":[{]} | malformed_json",
                "{\"batch\":[{}} | malformed_json",
                "{\"batch\":[{}],} | malformed_json",
                "{\"batch\":[{}]}x | malformed_json",
                "{\"batch\":[{}],\"x\":[1,} | malformed_json",
                "{\"batch\":[{}],\"batch\":[{}]} | malformed_json",
                "{\"batch\":[{}],\"context\":1,\"context\":2} | malformed_json",
                "{\"batch\":[{\"a\":1]}]} | malformed_json"
            })
    void aBrokenBatchIsRefusedAsAWhole(String body, String code) {
        Talk.Told told = Talk.post(segment, "/v1/batch", body, BASIC);

        assertThat(told.answer().status()).isEqualTo(400);
        assertThat(told.answer().body()).startsWith("{\"success\":false,\"code\":\"" + code + "\"");
    }

    @Test
    void withoutAKeyItIs401() {
        assertThat(Talk.post(segment, "/v1/batch", "{\"batch\":[{}]}").answer().status())
                .isEqualTo(401);
        assertThat(Talk.post(segment, "/v1/track", "{}", "Authorization", "Basic %%%")
                        .answer()
                        .status())
                .isEqualTo(401);
    }
}
