package dev.penstock.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever comes, an adapter answers, in its own language, and what is taken is JSON.
class AnyRequestTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEY = Talk.KEY.reveal();
    private static final Protocols PROTOCOLS = new Protocols(List.of(
            new NativeProtocol(),
            new TinybirdProtocol(),
            new SegmentProtocol(),
            new ClickstreamProtocol(),
            new AutoblocksProtocol(),
            new CloudEventsProtocol(new NativeProtocol())));

    private static final List<String> METHODS =
            List.of("POST", "POST", "POST", "POST", "GET", "OPTIONS", "HEAD", "BREW");
    private static final List<String> PATHS = List.of(
            "/v1/events",
            "/v1/events/web",
            "/v0/events?name=web",
            "/v1/batch",
            "/v1/b",
            "/v1/t",
            "/v1/identify",
            "/collect",
            "/collect?appId=" + KEY,
            "/ping",
            "/",
            "/v1/cloudevents");
    private static final List<String> HEADERS = List.of(
            "Authorization",
            "Content-Type",
            "ce-specversion",
            "ce-id",
            "CE-source",
            "ce-",
            "ce-data",
            "WebHook-Request-Origin",
            "Origin",
            "X-Autoblocks-SDK",
            "Content-Encoding");
    private static final List<String> VALUES = List.of(
            "",
            "Bearer " + KEY,
            "Bearer " + KEY,
            "Basic " + KEY,
            "Basic cGs6",
            "Basic =",
            "application/json",
            "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "text/plain",
            ";",
            "1.0",
            "%",
            "%f",
            "%ff",
            "%E2%82%AC",
            "\u00e9",
            "\u20ac",
            "\"\\");
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\n",
            " ",
            "{\"batch\":[",
            "]}",
            "\"batch\":",
            "\"writeKey\":\"" + KEY + "\"",
            "\"context\":{\"a\":[1,\"]\"]}",
            "\"integrations\":null",
            "\"sentAt\":\"2026-06-15T12:00:00Z\"",
            "\"sentAt\":5",
            "\"messageId\":\"m\"",
            "\"id\":\"1\"",
            "\"source\":\"s\"",
            "\"traceId\":\"t\"",
            "\"app_id\":\"" + KEY + "\"",
            "{}",
            "1e5",
            "null",
            "\u0000",
            "é",
            "\\u0041",
            "\\ud800",
            "H4sIAAAA");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isAnsweredInTheLanguageOfItsPath(long seed) {
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 25_000; i++) {
            String[] headers = new String[2 * random.nextInt(6)];
            for (int h = 0; h < headers.length; h += 2) {
                headers[h] = any(HEADERS, random);
                headers[h + 1] = any(VALUES, random);
            }
            if (headers.length > 0 && random.nextBoolean()) {
                headers[0] = "Authorization";
                headers[1] = "Bearer " + KEY;
            }
            Talk talk = new Talk(any(METHODS, random), any(PATHS, random), headers);
            ClientProtocol protocol = Objects.requireNonNull(PROTOCOLS.of(talk.path()), talk.path());

            Talk.Told told = talk.to(protocol, body(random));

            isAnAnswer(protocol, told.answer());
            told.events().forEach(event -> JSON.readTree(event.payload().toByteArray()));
            taken += told.events().size();
        }
        assertThat(taken).isGreaterThan(100);
    }

    private static void isAnAnswer(ClientProtocol protocol, Answer answer) {
        assertThat(answer.status()).isIn(200, 202, 400, 401, 403, 404, 405, 413, 415);
        if (answer.body().isEmpty()) {
            assertThat(answer.contentType()).isEmpty();
            assertThat(answer.status()).isEqualTo(200);
            return;
        }
        JsonNode body = JSON.readTree(answer.body());
        if (answer.status() < 300) {
            return;
        }
        switch (protocol.protocol()) {
            case NATIVE, CLOUDEVENTS ->
                assertThat(body.has("code") || body.has("rejected")).isTrue();
            case TINYBIRD, AUTOBLOCKS ->
                assertThat(body.path("error").isString()).isTrue();
            case CLICKSTREAM -> assertThat(body.path("message").isString()).isTrue();
            case SEGMENT -> assertThat(body.path("success").asBoolean(true)).isFalse();
        }
    }

    private static byte[] body(Random random) {
        StringBuilder body = new StringBuilder();
        boolean whole = random.nextBoolean();
        if (whole) {
            body.append('{');
        }
        for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
            String piece = any(PIECES, random);
            body.append(piece);
            if (whole && pieces > 1) {
                body.append(',');
            }
        }
        if (whole) {
            body.append('}');
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
