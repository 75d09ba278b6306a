package dev.penstock.writer.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A traced request of which events are in a block. For one thread.
final class TracedRequest {

    private static final TextMapGetter<String> HEADER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceParent) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String traceParent, String key) {
            return key.equals("traceparent") ? traceParent : null;
        }
    };

    private final Context context;
    private long receivedMillis;
    private int events = 1;

    private TracedRequest(Context context, long receivedMillis) {
        this.context = context;
        this.receivedMillis = receivedMillis;
    }

    /// Null when the text is no `traceparent` of a sampled request.
    static @Nullable TracedRequest of(String traceParent, long receivedMillis) {
        Context context = W3CTraceContextPropagator.getInstance().extract(Context.root(), traceParent, HEADER);
        SpanContext parent = Span.fromContext(context).getSpanContext();
        return parent.isValid() && parent.isSampled() ? new TracedRequest(context, receivedMillis) : null;
    }

    SpanContext parent() {
        return Span.fromContext(context).getSpanContext();
    }

    void another(long alsoReceivedMillis) {
        receivedMillis = Math.min(receivedMillis, alsoReceivedMillis);
        events++;
    }

    /// Adds to its trace from when to when its events were on their way.
    void stored(Tracer tracer, SpanContext insert, Instant now) {
        Instant received = Instant.ofEpochMilli(receivedMillis);
        tracer.spanBuilder("penstock.stored")
                .setParent(context)
                .addLink(insert)
                .setStartTimestamp(received.isBefore(now) ? received : now)
                .setAttribute("penstock.events", events)
                .startSpan()
                .end(now);
    }
}
