package dev.penstock.normalize.json;

import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a JSON document, as RFC 6901 writes it: `/user/emails/0`; empty for the whole document.
///
/// @param segments with `~0` and `~1` resolved
public record JsonPointer(List<String> segments) {

    public JsonPointer {
        segments = List.copyOf(segments);
    }

    /// Reads a pointer.
    ///
    /// @throws IllegalArgumentException saying how one is written
    public static JsonPointer parse(String text) {
        if (text.isEmpty()) {
            return new JsonPointer(List.of());
        }
        if (text.charAt(0) != '/') {
            throw malformed(text);
        }
        List<String> segments = new ArrayList<>();
        for (String segment : text.substring(1).split("/", -1)) {
            segments.add(resolved(segment, text));
        }
        return new JsonPointer(segments);
    }

    /// The value at this place, or null when there is none.
    public @Nullable JsonValue find(JsonValue document) {
        JsonValue value = document;
        for (String segment : segments) {
            JsonValue inner = null;
            if (value instanceof JsonObject object) {
                inner = object.member(segment);
            } else if (value instanceof JsonArray array) {
                inner = element(array, segment);
            }
            if (inner == null) {
                return null;
            }
            value = inner;
        }
        return value;
    }

    /// Whether `other` is this place or one within it.
    public boolean contains(JsonPointer other) {
        return other.segments.size() >= segments.size()
                && other.segments.subList(0, segments.size()).equals(segments);
    }

    /// The place `segment` within this one.
    public JsonPointer child(String segment) {
        List<String> longer = new ArrayList<>(segments);
        longer.add(segment);
        return new JsonPointer(longer);
    }

    /// As [#parse] reads it.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String segment : segments) {
            text.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
        }
        return text.toString();
    }

    private static @Nullable JsonValue element(JsonArray array, String segment) {
        int length = segment.length();
        if (length == 0 || length > 9 || (length > 1 && segment.charAt(0) == '0')) {
            return null;
        }
        int index = 0;
        for (int i = 0; i < length; i++) {
            char c = segment.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            index = index * 10 + c - '0';
        }
        return index < array.elements().size() ? array.elements().get(index) : null;
    }

    private static String resolved(String segment, String text) {
        for (int tilde = segment.indexOf('~'); tilde >= 0; tilde = segment.indexOf('~', tilde + 1)) {
            if (tilde + 1 == segment.length()
                    || (segment.charAt(tilde + 1) != '0' && segment.charAt(tilde + 1) != '1')) {
                throw malformed(text);
            }
        }
        return segment.replace("~1", "/").replace("~0", "~");
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("a place in the event is a JSON pointer such as /user/id, in which ~1"
                + " stands for / and ~0 for ~: '" + Quoting.cut(text, 80) + "'");
    }
}
