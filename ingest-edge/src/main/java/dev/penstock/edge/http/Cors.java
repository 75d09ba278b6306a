package dev.penstock.edge.http;

import dev.penstock.edge.authenticate.Authentication;
import dev.penstock.edge.authenticate.Authenticator;
import dev.penstock.edge.authenticate.OriginPolicy;
import dev.penstock.edge.authenticate.Presented;
import dev.penstock.edge.protocol.Answer;
import dev.penstock.edge.protocol.RequestHead;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.refusal.Refusal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/// What a browser is told before and after a page sends events to another origin than its own, this one.
///
/// The origin is echoed and credentials are allowed: a beacon always has them, and a `*` would then be void. They are
/// worth nothing here, where no cookie is read; what counts is the key. Thread-safe, no I/O.
final class Cors {

    // How long a browser need not ask again. A page that loses its right loses it at once: its requests are refused.
    private static final String MAX_AGE = "7200";

    // What the clients of our protocols send beyond the headers every page may send.
    private static final String HEADERS = "authorization, content-type, content-encoding, idempotency-key, traceparent,"
            + " tracestate, user-agent, x-autoblocks-sdk, x-penstock-key, x-penstock-sdk, x-request-id, x-retry-count";

    // What a page may see of an answer: why and when to come again.
    private static final String EXPOSED = "Retry-After, X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining,"
            + " X-RateLimit-Reset, RateLimit, RateLimit-Policy";

    private static final int LONGEST = 1_000;

    private final OriginPolicy origins;
    private final Authenticator authenticator;

    Cors(OriginPolicy origins, Authenticator authenticator) {
        this.origins = origins;
        this.authenticator = authenticator;
    }

    /// Whether a browser only asks whether it may send.
    static boolean isPreflight(RequestHead head) {
        return head.method().equals("OPTIONS")
                && head.header(HttpHeaders.ORIGIN) != null
                && head.header(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
    }

    /// Whether the request that is to come may be sent. Its key decides where the address has one; else any key does,
    /// for a preflight shows no other.
    boolean allows(Presented presented) {
        String origin = presented.origin();
        if (origin == null) {
            return false;
        }
        if (presented.key() == null || presented.key().isEmpty()) {
            return origins.allowsPreflight(origin);
        }
        return switch (authenticator.authenticate(presented)) {
            case Authentication.Authenticated yes -> true;
            // The page shall hear of it from the answer to its request, which it cannot read when this one says no.
            case Authentication.Refused no ->
                (no.refusal().retryable() || no.refusal().status() == 429) && origins.allowsPreflight(origin);
        };
    }

    /// The answer to an allowed preflight, but for what every answer to that page has.
    static Answer welcome(RequestHead head) {
        Map<String, String> headers = new HashMap<>(Map.of(
                HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
                "GET, POST",
                HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
                HEADERS + attributes(head),
                HttpHeaders.ACCESS_CONTROL_MAX_AGE,
                MAX_AGE));
        return new Answer(204, "", "", headers);
    }

    /// Lets the page see the answer, whatever it says.
    ///
    /// @param key the one that was proved; null when none was: then the page of any key sees why not
    void describe(HttpHeaders answer, RequestHead head, @Nullable KeyRecord key, @Nullable Refusal reason) {
        String origin = head.header(HttpHeaders.ORIGIN);
        if (origin == null) {
            return;
        }
        answer.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        boolean visible = key == null ? origins.allowsPreflight(origin) : OriginPolicy.allows(key, origin);
        if (visible && reason != Refusal.ORIGIN_NOT_ALLOWED) {
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /// The attributes of a CloudEvent that the page wants to send: their names are its own.
    private static String attributes(RequestHead head) {
        String wanted = head.header(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (wanted == null || wanted.length() > LONGEST) {
            return "";
        }
        StringBuilder attributes = new StringBuilder();
        StringTokenizer names = new StringTokenizer(wanted.toLowerCase(Locale.ROOT), ", ");
        while (names.hasMoreTokens()) {
            String name = names.nextToken();
            if (name.startsWith("ce-") && isWord(name.substring(3))) {
                attributes.append(", ").append(name);
            }
        }
        return attributes.toString();
    }

    private static boolean isWord(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }
}
