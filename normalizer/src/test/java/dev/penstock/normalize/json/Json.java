package dev.penstock.normalize.json;

import dev.penstock.model.event.Payload;

/// Reads JSON that a test knows to be sound.
public final class Json {

    private Json() {}

    public static JsonValue read(String json) {
        return read(Payload.of(json));
    }

    public static JsonValue read(Payload payload) {
        try {
            return JsonReader.read(payload);
        } catch (MalformedJsonException e) {
            throw new AssertionError("a test's own JSON is malformed", e);
        }
    }
}
