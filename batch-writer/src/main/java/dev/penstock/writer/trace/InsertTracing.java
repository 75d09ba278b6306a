package dev.penstock.writer.trace;

import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.block.PlacedRow;
import dev.penstock.writer.batch.Batch;
import dev.penstock.writer.batch.SourceRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Begins the span of an insert, when an event in it is of a traced request. Which those are the edge has decided:
/// their records carry the `traceparent` of its span as a header.
///
/// An insert has events of many requests, so its span is a trace of its own that links to theirs, and each of
/// them gets a span that says when its events were stored: whoever looks at a request sees its insert. Up to
/// [#MOST_REQUESTS] of a block.
///
/// Thread-safe. Costs nothing where spans have nowhere to go, and else a look at each record of a batch.
public final class InsertTracing {

    /// Where spans have nowhere to go.
    public static final InsertTracing NONE = new InsertTracing(null, InstantSource.system());

    /// Requests of a block that are linked and told; beyond it is not what one looks at.
    static final int MOST_REQUESTS = 32;

    private final @Nullable Tracer tracer;
    private final InstantSource clock;

    private InsertTracing(@Nullable Tracer tracer, InstantSource clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    static InsertTracing with(Tracer tracer, InstantSource clock) {
        return new InsertTracing(tracer, clock);
    }

    /// Begins the span of an insert of `block`; null when none of its events is traced.
    ///
    /// @param batch the block's, which has more records than the block has rows
    public @Nullable TracedInsert begin(Batch batch, Block block, BlockOrigin origin) {
        if (tracer == null) {
            return null;
        }
        List<TracedRequest> requests = requests(batch, block);
        if (requests.isEmpty()) {
            return null;
        }
        SpanBuilder builder = tracer.spanBuilder("insert")
                .setNoParent()
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(
                        "penstock.table", block.rows().getFirst().row().shape().table())
                .setAttribute("penstock.rows", block.rows().size())
                .setAttribute("penstock.partition", origin.partition())
                .setAttribute("penstock.first_offset", block.firstOffset())
                .setAttribute("penstock.last_offset", block.lastOffset());
        requests.forEach(request -> builder.addLink(request.parent()));
        return new TracedInsert(tracer, builder.startSpan(), requests, clock);
    }

    // Both are in the order of their offsets.
    private static List<TracedRequest> requests(Batch batch, Block block) {
        List<PlacedRow> rows = block.rows();
        Map<String, TracedRequest> requests = new TreeMap<>();
        int row = 0;
        for (SourceRecord record : batch.records()) {
            String traceParent = record.traceParent();
            if (traceParent == null) {
                continue;
            }
            while (row < rows.size() && rows.get(row).offset() < record.offset()) {
                row++;
            }
            if (row == rows.size()) {
                break;
            }
            if (rows.get(row).offset() == record.offset()) {
                note(requests, traceParent, record.timestampMillis());
            }
        }
        return new ArrayList<>(requests.values());
    }

    private static void note(Map<String, TracedRequest> requests, String traceParent, long receivedMillis) {
        TracedRequest known = requests.get(traceParent);
        if (known != null) {
            known.another(receivedMillis);
        } else if (requests.size() < MOST_REQUESTS) {
            TracedRequest request = TracedRequest.of(traceParent, receivedMillis);
            if (request != null) {
                requests.put(traceParent, request);
            }
        }
    }

    /// The span of an insert that runs. For one thread.
    public static final class TracedInsert {

        private final Tracer tracer;
        private final Span span;
        private final List<TracedRequest> requests;
        private final InstantSource clock;

        TracedInsert(Tracer tracer, Span span, List<TracedRequest> requests, InstantSource clock) {
            this.tracer = tracer;
            this.span = span;
            this.requests = requests;
            this.clock = clock;
        }

        /// Ends it.
        ///
        /// @param outcome as in the metric of inserts
        /// @param stored whether all rows of the block are in the table now
        public void end(String outcome, boolean stored) {
            span.setAttribute("penstock.outcome", outcome);
            span.end();
            if (stored) {
                requests.forEach(request -> request.stored(tracer, span.getSpanContext(), clock.instant()));
            }
        }
    }
}
