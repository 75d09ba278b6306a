package dev.penstock.normalize.definition;

import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonBool;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.JsonValue.Member;
import dev.penstock.normalize.json.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// JSON in one spelling, a member or element per line, so that two texts can be compared line by line.
final class CanonicalText {

    private static final String INDENT = "  ";

    private CanonicalText() {}

    /// `value` on one line, with the members of its objects sorted by name. Numbers stay as they were written.
    static String of(JsonValue value) {
        StringBuilder text = new StringBuilder();
        write(sorted(value), "", text);
        return text.toString();
    }

    /// Members in the order of the map.
    ///
    /// @param members of which each is JSON text as it is to be written, a list, or a map of the same kind
    static String of(Map<String, Object> members) {
        StringBuilder text = new StringBuilder();
        write(members, "\n", text);
        return text.toString();
    }

    /// `value` as something [#of] writes.
    static Object sorted(JsonValue value) {
        return switch (value) {
            case JsonText text -> Quoting.quote(text.value());
            case JsonNumber number -> number.text();
            case JsonBool bool -> Boolean.toString(bool.value());
            case JsonNull ignored -> "null";
            case JsonArray array -> {
                List<Object> elements = new ArrayList<>();
                array.elements().forEach(element -> elements.add(sorted(element)));
                yield elements;
            }
            case JsonObject object -> {
                SortedMap<String, Object> members = new TreeMap<>();
                for (Member member : object.members()) {
                    members.put(member.name(), sorted(member.value()));
                }
                yield members;
            }
        };
    }

    private static void write(Object value, String newline, StringBuilder text) {
        String inner = newline.isEmpty() ? "" : newline + INDENT;
        if (value instanceof Map<?, ?> members) {
            String separator = "{";
            for (Map.Entry<?, ?> member : members.entrySet()) {
                text.append(separator).append(inner);
                text.append(Quoting.quote(String.valueOf(member.getKey()))).append(": ");
                write(member.getValue(), inner, text);
                separator = ",";
            }
            text.append(members.isEmpty() ? "{" : newline).append('}');
        } else if (value instanceof List<?> elements) {
            String separator = "[";
            for (Object element : elements) {
                text.append(separator).append(inner);
                write(element, inner, text);
                separator = ",";
            }
            text.append(elements.isEmpty() ? "[" : newline).append(']');
        } else {
            text.append(value);
        }
    }
}
