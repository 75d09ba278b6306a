package dev.penstock.edge.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Decides which requests are traced, and begins their spans. Decided before anything is made, so that a request
/// that is not traced costs a random number, or a look at the caller's `traceparent`.
///
/// A caller's decision counts: what he does not trace we do not, what he traces we do, up to so many a second.
final class RequestTracing {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;

    private final @Nullable Tracer tracer;
    private final double probability;
    private final int callersPerSecond;
    private final AtomicLong second = new AtomicLong(System.nanoTime());
    private final AtomicInteger inSecond = new AtomicInteger();

    /// @param tracer null when spans have nowhere to go
    /// @param probability the part of requests traced whose caller says nothing, 0 to 1
    RequestTracing(@Nullable Tracer tracer, double probability, TracePolicy policy) {
        this.tracer = tracer;
        this.probability = probability;
        this.callersPerSecond = policy.callersPerSecond();
    }

    /// Begins the span of a request; null when it is not traced.
    ///
    /// @param header the request's `traceparent`, whatever it is
    @Nullable
    RequestSpan begin(String method, String path, @Nullable String header) {
        if (tracer == null) {
            return null;
        }
        String parent = TraceParent.of(header);
        boolean traced = parent.isEmpty()
                ? ThreadLocalRandom.current().nextDouble() < probability
                : isSampled(parent) && passes();
        return traced ? new RequestSpan(start(tracer, method, path, parent)) : null;
    }

    private static boolean isSampled(String parent) {
        return TraceFlags.fromHex(parent, FLAGS).isSampled();
    }

    private boolean passes() {
        long now = System.nanoTime();
        long began = second.get();
        if (now - began >= SECOND && second.compareAndSet(began, now)) {
            inSecond.set(0);
        }
        return inSecond.incrementAndGet() <= callersPerSecond;
    }

    private static Span start(Tracer tracer, String method, String path, String parent) {
        SpanBuilder builder = tracer.spanBuilder(method + " " + path)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", method)
                .setAttribute("http.route", path);
        if (parent.isEmpty()) {
            return builder.setNoParent().startSpan();
        }
        SpanContext caller = SpanContext.createFromRemoteParent(
                parent.substring(TRACE_ID, SPAN_ID - 1),
                parent.substring(SPAN_ID, FLAGS - 1),
                TraceFlags.getSampled(),
                TraceState.getDefault());
        return builder.setParent(Context.root().with(Span.wrap(caller))).startSpan();
    }
}
