package dev.penstock.local.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What the edge said to one request.
sealed interface EdgeAnswer {

    /// 202: `accepted` events are durable, the rejected ones will never be stored.
    record Accepted(int accepted, List<String> rejectedCodes) implements EdgeAnswer {

        public Accepted {
            rejectedCodes = List.copyOf(rejectedCodes);
        }
    }

    /// A 4xx other than 408 and 429: the same request will never be accepted.
    record Refused(int status, String body) implements EdgeAnswer {}

    /// 408, 429, a 5xx, a timeout or a broken connection: not stored or unknown, safe to send again with the same
    /// ids.
    record TryAgain(String why, @Nullable Duration retryAfter) implements EdgeAnswer {}

    /// Reads the edge's answer; one that is not understood counts as unknown.
    static EdgeAnswer of(int status, @Nullable String retryAfter, byte[] body) {
        if (status == 202) {
            return accepted(body);
        }
        if (status == 408 || status == 429 || status >= 500) {
            return new TryAgain(Integer.toString(status), seconds(retryAfter));
        }
        String text = new String(body, 0, Math.min(body.length, 500), StandardCharsets.UTF_8);
        return new Refused(status, text);
    }

    private static EdgeAnswer accepted(byte[] body) {
        int accepted = -1;
        List<String> codes = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), body)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.VALUE_NUMBER_INT && depth == 1 && "accepted".equals(parser.currentName())) {
                    accepted = parser.getIntValue();
                } else if (token == JsonToken.VALUE_STRING && depth == 3 && "code".equals(parser.currentName())) {
                    codes.add(parser.getString());
                }
            }
        } catch (JacksonException notJson) {
            return new TryAgain("202 with a body that is not JSON", null);
        }
        return accepted < 0 ? new TryAgain("202 without a count", null) : new Accepted(accepted, codes);
    }

    /// `Retry-After` in seconds; its other form, a date, is not understood and left to our own pause.
    private static @Nullable Duration seconds(@Nullable String retryAfter) {
        if (retryAfter == null || retryAfter.isEmpty() || retryAfter.length() > 6) {
            return null;
        }
        return retryAfter.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Duration.ofSeconds(Integer.parseInt(retryAfter))
                : null;
    }
}
