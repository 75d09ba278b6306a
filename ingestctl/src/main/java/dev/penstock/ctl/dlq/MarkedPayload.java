package dev.penstock.ctl.dlq;

import dev.penstock.model.event.Payload;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonReader;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A payload as text, with one of its values between `>>>` and `<<<`.
final class MarkedPayload {

    private static final int MOST_BEFORE = 1_000;
    private static final int MOST_BEHIND = 3_000;

    private MarkedPayload() {}

    /// The text, cut around the value when it is long.
    ///
    /// @param place of the value; null when it is no value's fault
    static String of(Payload payload, @Nullable JsonPointer place) {
        byte[] bytes = payload.toByteArray();
        JsonValue value = place == null ? null : find(bytes, place);
        if (value == null) {
            return text(bytes, 0, Math.min(bytes.length, MOST_BEFORE + MOST_BEHIND))
                    + (bytes.length > MOST_BEFORE + MOST_BEHIND ? "…" : "");
        }
        int from = Math.max(0, value.start() - MOST_BEFORE);
        int to = Math.min(bytes.length, value.start() + MOST_BEHIND);
        int end = Math.min(value.end(), to);
        return (from > 0 ? "…" : "")
                + text(bytes, from, value.start())
                + ">>>"
                + text(bytes, value.start(), end)
                + (end < value.end() ? "…" : "")
                + "<<<"
                + text(bytes, end, to)
                + (to < bytes.length ? "…" : "");
    }

    private static @Nullable JsonValue find(byte[] bytes, JsonPointer place) {
        try {
            return place.find(JsonReader.read(Payload.of(bytes)));
        } catch (MalformedJsonException e) {
            // What is wrong with it is what the letter says.
            return null;
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
