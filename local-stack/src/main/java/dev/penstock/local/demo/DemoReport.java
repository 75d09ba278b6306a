package dev.penstock.local.demo;

import java.io.StringWriter;
import java.time.Duration;
import java.util.Formatter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What one run has shown.
///
/// @param sent different event ids sent
/// @param rows rows of the run in the `events` view
/// @param stored different event ids among them
/// @param differing events whose stored length or CRC-32 is not that of the bytes sent, or that are missing
/// @param sampled events compared byte for byte, `sampleDiffering` of them differed
/// @param kinds event kinds and their rows, the most frequent first
/// @param accept of the attempts answered 202, from sending to the answer
/// @param queryable of the events, from the first attempt of their request to a query that shows the whole request
/// @param retries attempts that were repeated, by reason
/// @param failures events that were refused or given up, by reason
record DemoReport(
        String run,
        long sent,
        long rows,
        long stored,
        long differing,
        int sampled,
        long sampleDiffering,
        int requests,
        Duration sending,
        Map<String, Long> kinds,
        Latency accept,
        Latency queryable,
        Map<String, Long> retries,
        Map<String, Long> failures) {

    private static final int KINDS_SHOWN = 15;

    DemoReport {
        kinds = new LinkedHashMap<>(kinds);
    }

    /// Every event is stored once, with the bytes that were sent.
    boolean balanced() {
        return sent == rows && sent == stored && differing == 0 && sampleDiffering == 0 && failures.isEmpty();
    }

    String table() {
        Formatter text = new Formatter(Locale.ROOT);
        text.format("%-52s %9s\n", "event kind", "rows");
        Iterator<Map.Entry<String, Long>> byRows = kinds.entrySet().iterator();
        for (int i = 0; i < KINDS_SHOWN && byRows.hasNext(); i++) {
            Map.Entry<String, Long> kind = byRows.next();
            text.format("%-52s %,9d\n", kind.getKey(), kind.getValue());
        }
        long others = 0;
        int otherKinds = 0;
        while (byRows.hasNext()) {
            others += byRows.next().getValue();
            otherKinds++;
        }
        if (otherKinds > 0) {
            text.format("%-52s %,9d\n", otherKinds + " other kinds", others);
        }
        text.format("\n");
        text.format("%-18s %8s %8s %8s\n", "milliseconds", "p50", "p95", "p99");
        text.format(
                "%-18s %,8d %,8d %,8d   a request, from sending to 202\n",
                "accept", accept.p50(), accept.p95(), accept.p99());
        text.format(
                "%-18s %,8d %,8d %,8d   an event, from sending to a query that shows its whole request\n",
                "queryable", queryable.p50(), queryable.p95(), queryable.p99());
        text.format("\n");
        text.format("%,d events in %,d requests, sent in %.1f s\n", sent, requests, sending.toMillis() / 1000.0);
        retries.forEach((why, times) -> text.format("sent again because of %s: %,d requests\n", why, times));
        failures.forEach((why, events) -> text.format("FAILED, %s: %,d events\n", why, events));
        text.format(
                "bytes: %,d of %,d events stored unchanged (length and CRC-32), %d of a sample of %d byte for byte\n",
                sent - differing, sent, sampled - sampleDiffering, sampled);
        text.format(
                "sent = stored: %s  (sent %,d, rows %,d, different ids %,d)\n",
                balanced() ? "yes" : "NO", sent, rows, stored);
        return text.toString();
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("run", run);
            json.writeBooleanProperty("balanced", balanced());
            json.writeNumberProperty("sent", sent);
            json.writeNumberProperty("rows", rows);
            json.writeNumberProperty("stored", stored);
            json.writeNumberProperty("differing", differing);
            json.writeNumberProperty("sampled", sampled);
            json.writeNumberProperty("sample_differing", sampleDiffering);
            json.writeNumberProperty("requests", requests);
            json.writeNumberProperty("sending_ms", sending.toMillis());
            latency(json, "accept_ms", accept);
            latency(json, "queryable_ms", queryable);
            counts(json, "kinds", kinds);
            counts(json, "retries", retries);
            counts(json, "failures", failures);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void latency(JsonGenerator json, String name, Latency latency) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("p50", latency.p50());
        json.writeNumberProperty("p95", latency.p95());
        json.writeNumberProperty("p99", latency.p99());
        json.writeNumberProperty("max", latency.max());
        json.writeEndObject();
    }

    private static void counts(JsonGenerator json, String name, Map<String, Long> counts) {
        json.writeObjectPropertyStart(name);
        counts.forEach(json::writeNumberProperty);
        json.writeEndObject();
    }
}
