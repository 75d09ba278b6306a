package dev.penstock.ctl.dlq;

import dev.penstock.ctl.terminal.Json;
import dev.penstock.model.event.Event;
import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.MalformedJsonException;
import dev.penstock.sink.triage.KnownLetter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One letter as a line of NDJSON, to be edited and imported.
final class ExportedLine {

    static final String SOURCE = "source";
    static final String STREAM = "stream";
    static final String EVENT_NAME = "event_name";
    static final String PAYLOAD = "payload";

    private ExportedLine() {}

    /// The line, without its end; null when the event is no JSON, so that no line can have it.
    static @Nullable String of(KnownLetter letter, Event event) {
        String payload = payload(event.payload());
        if (payload == null) {
            return null;
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(SOURCE, letter.source());
        fields.put("cause", letter.cause());
        fields.put("column", letter.column());
        fields.put("expected", letter.expected());
        fields.put("actual", letter.actual());
        identity(event).forEach(fields::put);
        fields.put(STREAM, event.stream());
        fields.put(EVENT_NAME, event.name());
        String head = Json.of(fields);
        return head.substring(0, head.length() - 1) + ",\"" + PAYLOAD + "\":" + payload + "}";
    }

    /// What of an event can not be edited: it says which event it is, and when it came.
    static Map<String, String> identity(Event event) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("org_id", event.org().value());
        identity.put("event_id", event.id().toString());
        identity.put("timestamp", event.timestamp().toString());
        identity.put("trace_id", event.traceId());
        identity.put("received_at", event.receivedAt().toString());
        return identity;
    }

    /// A payload on one line, otherwise byte for byte; null when it is no JSON. Within a text there is no line end, so
    /// each is one between values.
    static @Nullable String payload(Payload payload) {
        try {
            JsonReader.read(payload);
        } catch (MalformedJsonException e) {
            return null;
        }
        return new String(payload.array(), payload.offset(), payload.length(), StandardCharsets.UTF_8)
                .replace('\n', ' ')
                .replace('\r', ' ')
                .strip();
    }
}
