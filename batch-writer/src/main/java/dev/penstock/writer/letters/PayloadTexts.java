package dev.penstock.writer.letters;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Takes values out of a payload as text, for a table whose columns are text: what the sender wrote, a number with all
/// its digits, an object or a list as its JSON.
final class PayloadTexts {

    private PayloadTexts() {}

    /// The values at these places, by column. One that is missing or null is left out; of a payload that is no JSON
    /// there are none.
    static Map<String, String> of(Payload payload, Map<String, JsonPointer> places) {
        if (places.isEmpty()) {
            return Map.of();
        }
        JsonValue document;
        try {
            document = JsonReader.read(payload);
        } catch (MalformedJsonException e) {
            // What was wrong with it is what the letter says.
            return Map.of();
        }
        Map<String, String> texts = new HashMap<>();
        places.forEach((column, place) -> {
            JsonValue value = place.find(document);
            if (value instanceof JsonText text) {
                texts.put(column, text.value());
            } else if (value != null && !(value instanceof JsonNull)) {
                texts.put(column, source(payload, value));
            }
        });
        return texts;
    }

    private static String source(Payload payload, JsonValue value) {
        return new String(payload.array(), value.start(), value.end() - value.start(), StandardCharsets.UTF_8);
    }
}
