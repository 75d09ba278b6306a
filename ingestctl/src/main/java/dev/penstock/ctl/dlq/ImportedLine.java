package dev.penstock.ctl.dlq;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.JsonValue.Member;
import dev.penstock.normalize.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A line of a file to be imported, read and not compared with its letter yet.
///
/// @param number from 1
/// @param texts what it says besides, by field
/// @param payload the event's JSON, byte for byte as it stands in the line
record ImportedLine(int number, SourceCoordinates source, Map<String, String> texts, String payload) {

    private static final Set<String> TEXTS = Set.of(
            "cause",
            "column",
            "expected",
            "actual",
            "org_id",
            "event_id",
            "timestamp",
            "trace_id",
            "received_at",
            ExportedLine.STREAM,
            ExportedLine.EVENT_NAME);

    ImportedLine {
        texts = Map.copyOf(texts);
    }

    /// Reads a line.
    ///
    /// @throws LineFaultException naming the line and the field
    static ImportedLine read(int number, String line) throws LineFaultException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        JsonValue value;
        try {
            value = JsonReader.read(Payload.of(bytes));
        } catch (MalformedJsonException e) {
            throw new LineFaultException(number, "", "it is no JSON: " + e.getMessage());
        }
        if (!(value instanceof JsonObject object)) {
            throw new LineFaultException(number, "", "it is " + value.kind() + ", and must be an object");
        }
        Map<String, String> texts = new HashMap<>();
        String source = null;
        String payload = null;
        for (Member member : object.members()) {
            String name = member.name();
            if (name.equals(ExportedLine.PAYLOAD)) {
                JsonValue json = member.value();
                payload = new String(bytes, json.start(), json.end() - json.start(), StandardCharsets.UTF_8);
            } else if (!name.equals(ExportedLine.SOURCE) && !TEXTS.contains(name)) {
                throw new LineFaultException(number, name, "there is no such field");
            } else if (!(member.value() instanceof JsonText text)) {
                throw new LineFaultException(
                        number, name, "it is " + member.value().kind() + ", and must be text");
            } else if (name.equals(ExportedLine.SOURCE)) {
                source = text.value();
            } else {
                texts.put(name, text.value());
            }
        }
        if (source == null) {
            throw new LineFaultException(
                    number, ExportedLine.SOURCE, "it is missing, so nobody knows which letter it is");
        }
        if (payload == null) {
            throw new LineFaultException(number, ExportedLine.PAYLOAD, "it is missing, and is the event");
        }
        try {
            return new ImportedLine(number, SourceCoordinates.parse(source), texts, payload);
        } catch (IllegalArgumentException e) {
            throw new LineFaultException(number, ExportedLine.SOURCE, String.valueOf(e.getMessage()));
        }
    }
}
