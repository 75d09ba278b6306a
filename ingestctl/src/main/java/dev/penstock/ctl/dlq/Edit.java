package dev.penstock.ctl.dlq;

import dev.penstock.model.event.Event;
import dev.penstock.model.event.Payload;
import dev.penstock.model.stream.StreamName;
import dev.penstock.model.topic.Topic;
import dev.penstock.model.wire.EventCodec;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.MalformedJsonException;
import dev.penstock.sink.triage.KnownLetter;
import java.util.Map;

/// What somebody wrote into a line, put into the event of its letter. Pure.
final class Edit {

    private Edit() {}

    /// The event as the line says it is: the letter's own bytes where nothing was edited.
    ///
    /// @param value the bytes of `event`
    /// @throws LineFaultException when the line says what cannot be edited, or no event
    static Ready apply(ImportedLine line, KnownLetter letter, Event event, byte[] value) throws LineFaultException {
        for (Map.Entry<String, String> field : ExportedLine.identity(event).entrySet()) {
            String said = line.texts().get(field.getKey());
            if (said != null && !said.equals(field.getValue())) {
                throw new LineFaultException(
                        line.number(),
                        field.getKey(),
                        "it says which event it is and cannot be edited; it was " + field.getValue());
            }
        }
        String stream =
                line.texts().getOrDefault(ExportedLine.STREAM, event.stream().value());
        if (!StreamName.isValid(stream)) {
            throw new LineFaultException(line.number(), ExportedLine.STREAM, "no stream can have this name");
        }
        String name = line.texts().getOrDefault(ExportedLine.EVENT_NAME, event.name());
        boolean samePayload = line.payload().equals(ExportedLine.payload(event.payload()));
        if (samePayload && stream.equals(event.stream().value()) && name.equals(event.name())) {
            return new Ready(letter, event, value);
        }
        Payload payload = samePayload ? event.payload() : Payload.of(line.payload());
        requireObject(line, payload);
        Event edited = new Event(
                event.org(),
                new StreamName(stream),
                event.id(),
                name,
                event.timestamp(),
                event.traceId(),
                event.receivedAt(),
                event.sentAt(),
                event.source(),
                event.userAgent(),
                event.sdk(),
                event.protocol(),
                event.keyId(),
                event.requestId(),
                event.traceContext(),
                payload);
        byte[] bytes = EventCodec.encode(edited);
        if (bytes.length > Topic.MAX_EVENT_RECORD) {
            throw new LineFaultException(
                    line.number(),
                    ExportedLine.PAYLOAD,
                    "the event would have " + bytes.length + " bytes, and may have " + Topic.MAX_EVENT_RECORD);
        }
        return new Ready(letter, edited, bytes);
    }

    private static void requireObject(ImportedLine line, Payload payload) throws LineFaultException {
        JsonValue json;
        try {
            json = JsonReader.read(payload);
        } catch (MalformedJsonException e) {
            throw new LineFaultException(line.number(), ExportedLine.PAYLOAD, String.valueOf(e.getMessage()));
        }
        if (!(json instanceof JsonObject)) {
            throw new LineFaultException(
                    line.number(), ExportedLine.PAYLOAD, "it is " + json.kind() + ", and an event is an object");
        }
    }
}
