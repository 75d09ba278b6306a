package dev.penstock.edge.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;

/// The span of one request, from its head to its answer. It has names, numbers and codes, as a line of the access
/// log has.
final class RequestSpan {

    private final Span span;

    RequestSpan(Span span) {
        this.span = span;
    }

    /// What names this span to whoever takes the events next.
    String traceParent() {
        SpanContext context = span.getSpanContext();
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }

    void end(RequestTrail trail) {
        span.setAttribute("penstock.request_id", trail.requestId());
        span.setAttribute("penstock.outcome", trail.outcome().code());
        span.setAttribute("penstock.reason", trail.reason());
        span.setAttribute("penstock.organization", trail.organization());
        span.setAttribute("penstock.events", trail.events());
        span.setAttribute("http.request.body.size", trail.bytes());
        if (trail.status() > 0) {
            span.setAttribute("http.response.status_code", trail.status());
        }
        if (trail.outcome() == Outcome.SHED || trail.outcome() == Outcome.UNKNOWN) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
