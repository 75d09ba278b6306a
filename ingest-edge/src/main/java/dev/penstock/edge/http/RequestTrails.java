package dev.penstock.edge.http;

import dev.penstock.edge.ledger.EdgeLedger;
import dev.penstock.edge.protocol.RequestHead;
import dev.penstock.model.refusal.Refusal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Begins trails, and takes them when they have ended: the one place where a request is counted, logged and traced.
final class RequestTrails {

    private static final String EVENTS = "/v1/events/";
    private static final String LONGEST_METHOD = "PROPPATCH";
    private static final String OTHER = "other";

    private final HttpMetrics metrics;
    private final AccessLog log;
    private final RequestTracing tracing;
    private final EdgeLedger ledger;

    RequestTrails(HttpMetrics metrics, AccessLog log, RequestTracing tracing, EdgeLedger ledger) {
        this.metrics = metrics;
        this.log = log;
        this.tracing = tracing;
        this.ledger = ledger;
    }

    /// Begins the trail of a request that brings events.
    RequestTrail begin(String method, RequestHead head, String requestId, Instant receivedAt) {
        String path = head.path().startsWith(EVENTS) ? EVENTS + "{stream}" : head.path();
        String name = harmless(method);
        return new RequestTrail(
                this, name, path, requestId, receivedAt, tracing.begin(name, path, head.header("traceparent")));
    }

    /// Begins the trail of a probe, a page, or a path that is nobody's.
    ///
    /// @param path one of ours; null when it is none, for then it is not for a log
    RequestTrail begin(String method, @Nullable String path, String requestId) {
        return new RequestTrail(this, harmless(method), path == null ? OTHER : path, requestId, null, null);
    }

    /// Begins the trail of a request of which nothing is known.
    RequestTrail unreadable(String requestId, Instant receivedAt) {
        return new RequestTrail(this, OTHER, OTHER, requestId, receivedAt, null);
    }

    void ended(RequestTrail trail, @Nullable Refusal reason) {
        metrics.request(trail.outcome(), reason);
        Instant receivedAt = trail.receivedAt();
        if (receivedAt != null) {
            ledger.request(
                    trail.provedOrganization(),
                    receivedAt,
                    trail.outcome().inLedger(),
                    reason == null ? "" : reason.code());
        }
        log.ended(trail);
    }

    /// A method is the client's own word too.
    private static String harmless(String method) {
        return method.length() <= LONGEST_METHOD.length() ? method : OTHER;
    }
}
