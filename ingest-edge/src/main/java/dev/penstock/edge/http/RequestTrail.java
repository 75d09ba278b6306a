package dev.penstock.edge.http;

import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.refusal.Refusal;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What one request leaves behind in meters, log and trace. Written by the event loop of its connection until it has
/// ended, only read afterwards.
final class RequestTrail {

    private static final String NONE = "none";

    private final RequestTrails trails;
    private final String method;
    private final String path;
    private final String requestId;
    private final @Nullable Instant receivedAt;
    private final @Nullable RequestSpan span;
    private final long start = System.nanoTime();

    private @Nullable KeyRecord key;
    private int status;
    private int bytes;
    private int events;
    private long micros;
    private Outcome outcome = Outcome.ABORTED;
    private @Nullable Refusal reason;

    /// @param receivedAt when a request came that is for the ledger; null of one that brings no events
    RequestTrail(
            RequestTrails trails,
            String method,
            String path,
            String requestId,
            @Nullable Instant receivedAt,
            @Nullable RequestSpan span) {
        this.trails = trails;
        this.method = method;
        this.path = path;
        this.requestId = requestId;
        this.receivedAt = receivedAt;
        this.span = span;
    }

    void authenticated(KeyRecord presented) {
        key = presented;
    }

    void body(int size) {
        bytes = size;
    }

    void decoded(int count) {
        events = count;
    }

    /// Notes the status of an answer, before [#ended].
    void answered(int code) {
        status = code;
    }

    /// Ends the trail; to be called once.
    void ended(Outcome what, @Nullable Refusal why) {
        outcome = what;
        reason = why;
        micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        if (span != null) {
            span.end(this);
        }
        trails.ended(this, why);
    }

    /// W3C `traceparent` of this request's span, empty when it has none.
    String traceParent() {
        return span == null ? "" : span.traceParent();
    }

    String requestId() {
        return requestId;
    }

    String method() {
        return method;
    }

    /// The path with its variable part as a name in braces; never the query.
    String path() {
        return path;
    }

    /// 0 when nobody was left to be answered.
    int status() {
        return status;
    }

    int bytes() {
        return bytes;
    }

    int events() {
        return events;
    }

    long micros() {
        return micros;
    }

    Outcome outcome() {
        return outcome;
    }

    String reason() {
        return reason == null ? NONE : reason.code();
    }

    @Nullable
    Instant receivedAt() {
        return receivedAt;
    }

    /// Whose key it has proved to have; null for nobody's.
    @Nullable
    String provedOrganization() {
        return key == null ? null : key.org().value();
    }

    String organization() {
        return key == null ? NONE : key.org().value();
    }

    String keyId() {
        return key == null ? NONE : key.id().value();
    }
}
