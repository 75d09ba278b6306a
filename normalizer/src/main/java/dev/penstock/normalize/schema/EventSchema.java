package dev.penstock.normalize.schema;

import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import dev.penstock.normalize.json.JsonPointer;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.JsonValue.JsonArray;
import dev.penstock.normalize.json.JsonValue.JsonObject;
import dev.penstock.normalize.json.JsonValue.Member;
import dev.penstock.normalize.schema.SchemaNodes.OversizedNumberException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// A JSON Schema of draft 2020-12 that events are measured against. Thread-safe.
///
/// Complete in itself: nothing is loaded from anywhere. Its patterns are those of RE2, which take a time that grows
/// with the text and no faster, so that no event can hold up a writer. `format` says something and checks nothing, as
/// the draft has it.
public final class EventSchema {

    private static final Dialect DIALECT = Dialects.getDraft202012();

    private final Schema schema;
    private final Set<String> names = new HashSet<>();
    private final List<Pattern> patterns = new ArrayList<>();

    private EventSchema(Schema schema, JsonNode node) {
        this.schema = schema;
        names.addAll(node.path("properties").propertyNames());
        for (String pattern : node.path("patternProperties").propertyNames()) {
            patterns.add(Pattern.compile(pattern));
        }
    }

    /// Reads a schema.
    ///
    /// @throws IllegalArgumentException when it is none, with every fault that was found
    public static EventSchema read(JsonValue json) {
        JsonNode node;
        try {
            node = SchemaNodes.of(json);
        } catch (OversizedNumberException e) {
            throw new IllegalArgumentException("it has a number of more than 1,100 places");
        }
        List<Error> faults = Meta.SCHEMA.validate(node);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(sorted(faults).stream()
                    .map(fault -> fault.place() + ": " + fault.expected())
                    .reduce((all, next) -> all + "; " + next)
                    .orElseThrow());
        }
        if (hasMember(json, "$dynamicRef")) {
            throw new IllegalArgumentException("it has a $dynamicRef: write $ref");
        }
        try {
            Schema schema = registry().getSchema(node);
            schema.initializeValidators();
            return new EventSchema(schema, node);
        } catch (SchemaException e) {
            throw new IllegalArgumentException(explained(String.valueOf(e.getMessage())), e);
        }
    }

    /// What the schema does not allow of `document`, in the order of places; empty when all is well.
    ///
    /// @param members which top-level members are shown to it
    public List<Violation> violations(JsonValue document, Predicate<String> members) {
        JsonNode node;
        try {
            node = SchemaNodes.of(shown(document, members));
        } catch (OversizedNumberException e) {
            return List.of(new Violation(e.place(), "a number of at most 1,100 places"));
        }
        try {
            return sorted(schema.validate(node));
        } catch (SchemaException e) {
            // What the library finds out about a schema only when it meets an event. The event waits as a dead letter
            // until the schema is repaired.
            return List.of(new Violation(
                    new JsonPointer(List.of()),
                    "a schema that can be evaluated: " + explained(String.valueOf(e.getMessage()))));
        }
    }

    /// Whether the schema itself says something about a top-level member of this name.
    public boolean names(String member) {
        return names.contains(member)
                || patterns.stream().anyMatch(pattern -> pattern.matcher(member).find());
    }

    private static JsonValue shown(JsonValue document, Predicate<String> members) {
        if (!(document instanceof JsonObject object)) {
            return document;
        }
        List<Member> shown = object.members().stream()
                .filter(member -> members.test(member.name()))
                .toList();
        return shown.size() == object.members().size() ? object : object.with(shown);
    }

    // The library's own order is that of its keywords.
    private static List<Violation> sorted(List<Error> errors) {
        return errors.stream()
                .map(error -> new Violation(place(error.getInstanceLocation()), String.valueOf(error.getMessage())))
                .sorted(Comparator.comparing(
                                (Violation violation) -> violation.place().toString())
                        .thenComparing(Violation::expected))
                .distinct()
                .toList();
    }

    private static JsonPointer place(NodePath path) {
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < path.getNameCount(); i++) {
            segments.add(String.valueOf(path.getElement(i)));
        }
        return new JsonPointer(segments);
    }

    private static boolean hasMember(JsonValue json, String name) {
        if (json instanceof JsonObject object) {
            return object.member(name) != null
                    || object.members().stream().anyMatch(member -> hasMember(member.value(), name));
        }
        return json instanceof JsonArray array
                && array.elements().stream().anyMatch(element -> hasMember(element, name));
    }

    private static String explained(String message) {
        if (message.contains("not allowed to be loaded")) {
            return message + " A schema must be complete: put what it refers to under $defs";
        }
        return message.contains("error parsing regexp")
                ? message + "; patterns are those of RE2, without looking ahead or back"
                : message;
    }

    private static SchemaRegistry registry() {
        return SchemaRegistry.withDialect(
                DIALECT,
                registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .locale(Locale.ROOT)
                                .regularExpressionFactory(LinearPattern::new)
                                .build())
                        .schemaLoader(loader -> loader.block(iri -> true)));
    }

    /// The schema of schemas, which comes with the library.
    private static final class Meta {

        private static final Schema SCHEMA = SchemaRegistry.withDialect(
                        DIALECT,
                        registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .locale(Locale.ROOT)
                                .build()))
                .getSchema(SchemaLocation.of(DIALECT.getId()));
    }
}
