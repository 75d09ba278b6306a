package dev.penstock.normalize.schema;

import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonBool;
import dev.penstock.normalize.json.JsonValue.JsonNull;
import dev.penstock.normalize.json.JsonValue.JsonNumber;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.JsonText;
import dev.penstock.normalize.json.JsonValue.Member;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Hands values to the library in the form it reads.
///
/// `1.0` becomes an integer, which it is to JSON Schema; a number that would fill the memory is not handed over.
final class SchemaNodes {

    private static final JsonNodeFactory NODES = new JsonNodeFactory();

    private SchemaNodes() {}

    static JsonNode of(JsonValue value) throws OversizedNumberException {
        return switch (value) {
            case JsonText text -> NODES.stringNode(text.value());
            case JsonNumber number -> number(number);
            case JsonBool bool -> NODES.booleanNode(bool.value());
            case JsonNull ignored -> NODES.nullNode();
            case JsonArray array -> {
                ArrayNode node = NODES.arrayNode(array.elements().size());
                for (JsonValue element : array.elements()) {
                    node.add(within(Integer.toString(node.size()), element));
                }
                yield node;
            }
            case JsonObject object -> {
                ObjectNode node = NODES.objectNode();
                for (Member member : object.members()) {
                    node.set(member.name(), within(member.name(), member.value()));
                }
                yield node;
            }
        };
    }

    private static JsonNode within(String segment, JsonValue value) throws OversizedNumberException {
        try {
            return of(value);
        } catch (OversizedNumberException e) {
            throw e.within(segment);
        }
    }

    private static JsonNode number(JsonNumber number) throws OversizedNumberException {
        BigDecimal exact = number.exact();
        if (exact == null) {
            throw new OversizedNumberException();
        }
        if (exact.scale() > 0) {
            return NODES.numberNode(exact);
        }
        return exact.precision() - exact.scale() <= 18
                ? NODES.numberNode(exact.longValueExact())
                : NODES.numberNode(exact.toBigIntegerExact());
    }

    /// A number that no schema is asked about.
    static final class OversizedNumberException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Deque<String> place = new ArrayDeque<>();

        OversizedNumberException() {
            super("a number is too large", null, false, false);
        }

        OversizedNumberException within(String segment) {
            place.addFirst(segment);
            return this;
        }

        JsonPointer place() {
            return new JsonPointer(List.copyOf(place));
        }
    }
}
