package dev.penstock.writer.letters;

import dev.penstock.model.event.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Takes values out of a payload as text, for a table whose columns are text: what the sender wrote, a number with all
/// its digits, an object or a list as its JSON.
final class PayloadTexts {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    private PayloadTexts() {}

    /// The values at these pointers, by column. One that is missing or null is left out; of a payload that is no JSON
    /// there are those before the place where it ends to be.
    static Map<String, String> of(Payload payload, Map<String, String> pointers) {
        if (pointers.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> columns = new HashMap<>();
        pointers.forEach((column, pointer) ->
                columns.computeIfAbsent(pointer, absent -> new ArrayList<>()).add(column));
        Map<String, String> texts = new HashMap<>();
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), payload.array(), payload.offset(), payload.length())) {
            read(parser, payload, columns, texts);
        } catch (JacksonException e) {
            // The edge took it for JSON; whatever came between, what was found is there to help.
        }
        return texts;
    }

    private static void read(
            JsonParser parser, Payload payload, Map<String, List<String>> columns, Map<String, String> texts) {
        List<Open> open = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.PROPERTY_NAME) {
                continue;
            }
            if (token.isStructEnd()) {
                Open closed = open.removeLast();
                if (columns.containsKey(closed.pointer())) {
                    put(columns, texts, closed.pointer(), text(payload, closed.start(), parser));
                }
                continue;
            }
            String pointer = parser.streamReadContext().pathAsPointer().toString();
            if (token.isStructStart()) {
                open.add(new Open(pointer, parser.currentTokenLocation().getByteOffset()));
            } else if (token != JsonToken.VALUE_NULL) {
                put(columns, texts, pointer, parser.getString());
            }
        }
    }

    private static void put(Map<String, List<String>> columns, Map<String, String> texts, String pointer, String text) {
        for (String column : columns.getOrDefault(pointer, List.of())) {
            texts.put(column, text);
        }
    }

    private static String text(Payload payload, long start, JsonParser parser) {
        int from = payload.offset() + (int) start;
        int to = payload.offset() + (int) parser.currentLocation().getByteOffset();
        return new String(payload.array(), from, to - from, StandardCharsets.UTF_8);
    }

    /// An object or a list that has begun.
    private record Open(String pointer, long start) {}
}
